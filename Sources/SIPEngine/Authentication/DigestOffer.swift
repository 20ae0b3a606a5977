internal import SIPSyntax

/// Which algorithms a challenge offers to whom, and in which order (RFC 8760 §2.3).
///
/// The order is a choice between two evils. The RFC wants the stronger one on top, and phones of our day take either.
/// Many older ones (and Asterisk, FreeSWITCH and PJSIP until about 2020) read only the first challenge and give up when
/// they do not know its algorithm, so MD5 stands first unless the owner of the house decides otherwise.
struct DigestOffer: Sendable {
  let algorithms: [DigestAlgorithm]

  /// What to offer to the sender of this request, whoever it claims to be.
  func algorithms(for request: SIPRequest) -> [DigestAlgorithm] {
    guard algorithms.contains(.md5), let agent = request.headers[first: .userAgent], Self.knowsOnlyMD5(agent) else {
      return algorithms
    }
    return [.md5]
  }

  /// baresip before 3.12 gives up as soon as any challenge, in whatever place, has an algorithm other than MD5.
  private static func knowsOnlyMD5(_ agent: String) -> Bool {
    let name = "baresip v"
    guard agent.lowercased().hasPrefix(name) else { return false }
    let numbers = agent.dropFirst(name.count).prefix { $0.isNumber || $0 == "." }.split(separator: ".").map { Int($0) }
    guard let first = numbers.first, let major = first else { return false }
    let minor = numbers.dropFirst().first.flatMap { $0 } ?? 0
    return major < 3 || (major == 3 && minor < 12)
  }
}
