import Crypto
import CryptoExtras
import Foundation
package import Redaction

/// What is kept of a PIN: scrypt of it (RFC 7914), never the PIN.
///
/// A PIN has so few digits that whoever has the database finds it all the same; scrypt makes that cost hours instead of
/// milliseconds. What protects it from those who have not is the lock.
package struct PINHash: Sendable, Equatable {
  /// What scrypt costs, as RFC 7914 §2 calls it: 32 MiB, and some tenths of a second.
  package struct Cost: Sendable, Equatable {
    package var n: Int
    package var r: Int
    package var p: Int

    package static let standard = Cost(n: 1 << 15, r: 8, p: 1)
    /// For tests, whose machines have better things to do.
    package static let least = Cost(n: 1 << 4, r: 1, p: 1)
  }

  package static let saltLength = 16
  private static let keyLength = 32

  package var cost: Cost
  package var salt: [UInt8]
  package var key: Redacted<[UInt8]>

  package init(cost: Cost, salt: [UInt8], key: Redacted<[UInt8]>) {
    self.cost = cost
    self.salt = salt
    self.key = key
  }

  /// Takes as long as `cost` says: never where calls live.
  ///
  /// - Throws: `CallStoreError` when the machine has not the memory for it.
  package init(
    of pin: Redacted<String>, cost: Cost = .standard, random: any RandomNumberGenerator = SystemRandomNumberGenerator()
  ) throws(CallStoreError) {
    var random = random
    let salt = (0..<Self.saltLength).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    self.init(cost: cost, salt: salt, key: Redacted(try Self.derive(pin, salt, cost)))
  }

  /// Whether this is the PIN. As long for a wrong one as for the right one.
  package func matches(_ pin: Redacted<String>) throws(CallStoreError) -> Bool {
    let derived = try Self.derive(pin, salt, cost)
    let difference = zip(derived, key.exposed).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
    return derived.count == key.exposed.count && difference == 0
  }

  /// Nobody's PIN: what is compared where there is none, so that it takes as long.
  package static let nobodys = PINHash(
    cost: .standard, salt: [UInt8](repeating: 0, count: saltLength), key: Redacted([]))

  private static func derive(
    _ pin: Redacted<String>, _ salt: [UInt8], _ cost: Cost
  ) throws(CallStoreError) -> [UInt8] {
    // An empty text has no address, which the library wants.
    let octets = Array("pin:\(pin.exposed)".utf8)
    do {
      return try KDF.Scrypt.deriveKey(
        from: octets, salt: salt, outputByteCount: keyLength, rounds: cost.n, blockSize: cost.r, parallelism: cost.p
      ).withUnsafeBytes { Array($0) }
    } catch {
      throw CallStoreError(
        .unreadable, "A PIN cannot be checked; see that the machine has 64 MB of memory left.", cause: "\(error)")
    }
  }
}
