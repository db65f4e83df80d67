const pattern = /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u;

/** Whether an expression can write `text` as a name. Name : ( ID_Start | "_" ) ( ID_Continue | "-" )* */
export const isIdentifier = (text: string): boolean => pattern.test(text);
