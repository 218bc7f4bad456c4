/** The part of the package that is used; it has no types of its own. */
declare module 'sodium-native' {
  const sodium: {
    /** Throws unless the lengths are 64 and 32 bytes. */
    crypto_sign_verify_detached(
      signature: Uint8Array,
      message: Uint8Array,
      publicKey: Uint8Array,
    ): boolean;
  };
  export default sodium;
}
