export const consoleHelp = `Type an expression and press Enter to see its value: upper(var.name)
An expression with an open bracket, heredoc or template goes on in the next line.

  type(EXPRESSION)   the type of a value
  variables          the variables and locals with their values
  exit               leave; Ctrl-D does so too

Tab completes names. Ctrl-C abandons what is typed, and leaves where nothing is.
{{ }} templates are not evaluated here.`;
