package import Redaction

/// A master key with its salt: what everything one party sends is protected with (RFC 3711 §3.2.1).
///
/// It prints as a mask, as does everything that holds it.
package struct SRTPKey: Sendable, Hashable {
  package var suite: CryptoSuite

  /// The master key and behind it the master salt, as long as the suite wants them.
  package let master: Redacted<[UInt8]>

  /// The master key identifier that every packet carries (MKI, RFC 3711 §3.1); empty when packets carry none.
  package var identifier: [UInt8]

  /// Nil when key and salt together are not exactly as long as the suite wants them.
  package init?(suite: CryptoSuite, master: [UInt8], identifier: [UInt8] = []) {
    guard master.count == suite.masterKeyLength + suite.masterSaltLength else { return nil }
    self.suite = suite
    self.master = Redacted(master)
    self.identifier = identifier
  }

  /// A new key from `random`, which has to be one that nobody can foresee.
  init(new suite: CryptoSuite, from random: inout any RandomNumberGenerator & Sendable) {
    self.suite = suite
    var octets: [UInt8] = []
    for _ in 0..<suite.masterKeyLength + suite.masterSaltLength {
      octets.append(UInt8(truncatingIfNeeded: random.next()))
    }
    master = Redacted(octets)
    identifier = []
  }
}

/// What protects an agreed audio stream: one suite, and a key for each direction (RFC 4568 §5.1.2).
package struct AudioProtection: Sendable, Hashable {
  /// Ours: what we send is protected with it.
  package var send: SRTPKey

  /// The other side's: what we receive is protected with it.
  package var receive: SRTPKey

  package init(send: SRTPKey, receive: SRTPKey) {
    self.send = send
    self.receive = receive
  }
}
