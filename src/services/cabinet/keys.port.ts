/** Where a key of a cabinet is. */
export type KeyPlace =
  | { readonly place: "keyring"; readonly path: null }
  | { readonly place: "file"; readonly path: string | null }
  /** The file that `SEGUR_CABINET_KEY_FILE` names. */
  | { readonly place: "variable"; readonly path: string };

/**
 * The keys of the cabinets of this machine: 256 random bits each, named by an identifier that the file of the store carries in clear
 * and that tells nothing of the key. No method puts a key in a text.
 */
export interface CabinetKeys {
  /**
   * The key with this identifier: `SEGUR_CABINET_KEY_FILE` when it is set, else the vault.
   * @param path of the file to open, for the texts of errors
   * @throws `storage.key_missing`, `storage.key_wrong` (the variable names another key), `storage.key_file`
   */
  find(keyId: string, path: string): Promise<Buffer>;
  /**
   * The key with this identifier wherever it is: in that file, in the file of the variable, in the vault. Null when none of them has it:
   * what the variable names never hides what the vault holds.
   * @throws `storage.key_file` for the given file, `storage.key_keyring`, `storage.key_file_open`
   */
  atHand(keyId: string, file: string | undefined): Promise<Buffer | null>;
  /** Where that key is, without reading it from the vault; null when this machine has none. */
  place(keyId: string): Promise<KeyPlace | null>;
  /** The key of a new cabinet: that of the variable, else a random one, kept in the vault before it is given. */
  fresh(): Promise<Buffer>;
  /** A random key, kept in the vault: the variable has no say (change of key). */
  draw(): Promise<Buffer>;
  /** Keeps a key in the vault. */
  keep(key: Buffer): Promise<KeyPlace>;
  forget(keyId: string): Promise<void>;
  idOf(key: Buffer): string;
  /** Reads a key file: 32 bytes, 64 hexadecimal digits, or base64. @throws `storage.key_file` */
  read(path: string): Promise<Buffer>;
  /** Writes a key file (64 hexadecimal digits) that only its owner reads; never over another file. @throws `storage.key_export` */
  write(key: Buffer, path: string): Promise<string>;
}
