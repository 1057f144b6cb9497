//! The library's *auth* mode is that of the standard.

use std::convert::Infallible;

use hpke::{
    Deserializable, Kem, OpModeR, OpModeS, Serializable, aead::AesGcm128, kdf::HkdfSha256,
    kem::X25519HkdfSha256, setup_receiver, setup_sender_with_rng,
};
use rand::{TryCryptoRng, TryRng};

type Private = <X25519HkdfSha256 as Kem>::PrivateKey;
type Public = <X25519HkdfSha256 as Kem>::PublicKey;

/// Gives out bytes of a vector.
struct Given(Vec<u8>);

impl TryRng for Given {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        unreachable!("the library asks for bytes")
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        unreachable!("the library asks for bytes")
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        out.copy_from_slice(&self.0.drain(..out.len()).collect::<Vec<_>>());
        Ok(())
    }
}

impl TryCryptoRng for Given {}

fn bytes(text: &str) -> Vec<u8> {
    hex::decode(text).expect("a vector is written in hexadecimal")
}

/// RFC 9180, appendix A.1.3: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, mode auth, sequence number 0.
#[test]
fn published_vector() {
    let pair = |seed: &str| X25519HkdfSha256::derive_keypair(&bytes(seed));
    let (recipient, recipient_key): (Private, Public) =
        pair("f1d4a30a4cef8d6d4e3b016e6fd3799ea057db4f345472ed302a67ce1c20cdec");
    let (sender, sender_key) = pair("94b020ce91d73fca4649006c7e7329a67b40c55e9e93cc907d282bbbff386f58");
    let hex_of = |key: &Public| hex::encode(key.to_bytes());
    assert_eq!(hex_of(&recipient_key), "1632d5c2f71c2b38d0a8fcc359355200caa8b1ffdf28618080466c909cb69b2e");
    assert_eq!(hex_of(&sender_key), "8b0c70873dc5aecb7f9ee4e62406a397b350e57012be45cf53b7105ae731790b");

    let info = bytes("4f6465206f6e2061204772656369616e2055726e");
    let (text, aad) =
        (bytes("4265617574792069732074727574682c20747275746820626561757479"), bytes("436f756e742d30"));
    let mut ephemeral = Given(bytes("6e6d8f200ea2fb20c30b003a8b4f433d2f4ed4c2658d5bc8ce2fef718059c9f7"));
    let (enc, mut sending) = setup_sender_with_rng::<AesGcm128, HkdfSha256, X25519HkdfSha256>(
        &OpModeS::Auth((sender, sender_key.clone())),
        &recipient_key,
        &info,
        &mut ephemeral,
    )
    .unwrap();
    assert_eq!(
        hex::encode(enc.to_bytes()),
        "23fb952571a14a25e3d678140cd0e5eb47a0961bb18afcf85896e5453c312e76"
    );
    let sealed = sending.seal(&text, &aad).unwrap();
    assert_eq!(
        hex::encode(&sealed),
        concat!(
            "5fd92cc9d46dbf8943e72a07e42f363ed5f721212cd90bcfd072bfd9f44e06b8",
            "0fd17824947496e21b680c141b"
        )
    );

    let enc = <X25519HkdfSha256 as Kem>::EncappedKey::from_bytes(&enc.to_bytes()).unwrap();
    let mut receiving = setup_receiver::<AesGcm128, HkdfSha256, X25519HkdfSha256>(
        &OpModeR::Auth(sender_key),
        &recipient,
        &enc,
        &info,
    )
    .unwrap();
    assert_eq!(receiving.open(&sealed, &aad).unwrap(), text);
}
