/** What a file is, in words and as a type of the Internet's. */
export interface FileType {
  readonly text: string;
  readonly mime: string;
}
