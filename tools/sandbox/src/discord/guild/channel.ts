export interface Channel {
  readonly id: string;
  readonly name: string;
}
