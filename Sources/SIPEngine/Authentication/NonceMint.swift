internal import Crypto
internal import Timekeeping

/// Makes nonces and knows its own again without keeping any of them.
///
/// A nonce is `when issued (ms) · serial number · seal`, in hexadecimal; the seal is a keyed hash over the first two,
/// the realm and the address it was issued to. So a flood of unauthenticated requests costs no memory, and a nonce is
/// of no use to anyone else (RFC 7616 §3.3, §5.12). Chance goes into the key alone: no number of the generator ever
/// leaves the house.
struct NonceMint: Sendable {
  /// What a nonce turned out to be.
  enum Finding: Equatable, Sendable {
    case genuine(issued: Moment)
    /// Ours, but too old.
    case expired
    /// Not issued by us to this address for this realm.
    case foreign
  }

  /// Octets of the seal that are kept: 128 bits.
  private static let sealLength = 16

  let lifetime: Duration
  private let realm: String
  private let key: SymmetricKey
  private var serial: UInt64 = 0

  init(realm: String, lifetime: Duration, random: any RandomNumberGenerator & Sendable) {
    self.realm = realm
    self.lifetime = lifetime
    var random = random
    key = SymmetricKey(data: (0..<4).flatMap { _ in Array(Hexadecimal.text(random.next()).utf8) })
  }

  mutating func nonce(for host: String, at now: Moment) -> String {
    serial &+= 1
    let head = Hexadecimal.text(Self.milliseconds(now)) + Hexadecimal.text(serial)
    return head + seal(head, host: host)
  }

  func judge(_ nonce: String, from host: String, at now: Moment) -> Finding {
    guard nonce.utf8.count == 32 + 2 * Self.sealLength else { return .foreign }
    let head = String(nonce.prefix(32))
    guard ConstantTime.equal(String(nonce.dropFirst(32)), seal(head, host: host)),
      let issued = UInt64(head.prefix(16), radix: 16), issued <= UInt64(Int64.max)
    else { return .foreign }
    let moment = Moment(sinceZero: .milliseconds(Int64(issued)))
    return now - moment < lifetime ? .genuine(issued: moment) : .expired
  }

  /// A password hash that nobody has, for a user who does not exist: the work done for them is the same.
  func decoy(for user: String, algorithm: DigestAlgorithm) -> String {
    algorithm.hash(text: seal("decoy", host: user))
  }

  private func seal(_ head: String, host: String) -> String {
    let octets = Array("\(head):\(realm):\(host)".utf8)
    let code = HMAC<SHA256>.authenticationCode(for: octets, using: key)
    return Hexadecimal.text(Array(code).prefix(Self.sealLength))
  }

  private static func milliseconds(_ moment: Moment) -> UInt64 {
    let (seconds, attoseconds) = moment.sinceZero.components
    return UInt64(clamping: seconds) &* 1000 &+ UInt64(clamping: attoseconds / 1_000_000_000_000_000)
  }
}
