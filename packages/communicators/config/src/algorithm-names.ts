/** What the SSH library knows, without loading it: a test compares the two. */
export const algorithmNames = {
  ssh_ciphers: [
    "aes128-gcm@openssh.com",
    "aes256-gcm@openssh.com",
    "aes128-ctr",
    "aes192-ctr",
    "chacha20-poly1305@openssh.com",
    "aes256-ctr",
    "aes256-cbc",
    "aes192-cbc",
    "aes128-cbc",
    "3des-cbc",
    "aes128-gcm",
    "aes256-gcm",
  ],
  ssh_key_exchange_algorithms: [
    "curve25519-sha256@libssh.org",
    "curve25519-sha256",
    "ecdh-sha2-nistp256",
    "ecdh-sha2-nistp384",
    "ecdh-sha2-nistp521",
    "diffie-hellman-group-exchange-sha256",
    "diffie-hellman-group14-sha256",
    "diffie-hellman-group15-sha512",
    "diffie-hellman-group16-sha512",
    "diffie-hellman-group17-sha512",
    "diffie-hellman-group18-sha512",
    "diffie-hellman-group-exchange-sha1",
    "diffie-hellman-group14-sha1",
    "diffie-hellman-group1-sha1",
  ],
} as const satisfies Readonly<Record<string, readonly string[]>> as {
  readonly ssh_ciphers: readonly string[];
  readonly ssh_key_exchange_algorithms: readonly string[];
};
