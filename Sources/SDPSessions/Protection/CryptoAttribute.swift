internal import Redaction

/// `a=crypto`: one way in which a medium may be protected, with the key of whoever states it (RFC 4568 §4, §9.1).
///
/// ```
/// a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz|2^20|1:4 -EXTENSION
///          │ │                              │                                        │    │   session parameters
///          │ crypto suite                   master key and salt                      │    MKI and its length
///          tag                                                                       lifetime of the key
/// ```
///
/// The lifetime is the sender's promise to change the key in time; it is read and asks nothing of a receiver.
package struct CryptoAttribute: Sendable, Hashable {
  /// What an answer names the attribute by.
  package var tag: Int

  /// The suite as its sender spells it, and as an answer has to.
  package var suiteName: String
  package var key: SRTPKey

  package init(tag: Int, suiteName: String? = nil, key: SRTPKey) {
    self.tag = tag
    self.suiteName = suiteName ?? key.suite.rawValue
    self.key = key
  }

  /// Reads what follows `a=crypto:`.
  package init(_ value: String) throws(CryptoAttributeError) {
    var fields = LineFields(value, line: 0)
    guard let tagText = fields.next(), let name = fields.next(), let parameters = fields.next(),
      tagText.utf8.count <= 9, let tag = tagText.decimal(UInt32.self), tag == 0 || !tagText.hasPrefix("0")
    else { throw .malformed }
    guard let suite = CryptoSuite(name: name) else { throw .unknownSuite }
    self.tag = Int(tag)
    suiteName = name
    key = try SRTPKey(keyParameters: parameters, suite: suite)
    while let parameter = fields.next() { try Self.check(sessionParameter: parameter) }
  }

  /// Without lifetime, which is then the longest one, and without session parameters.
  var attribute: SessionAttribute {
    SessionAttribute("crypto", "\(tag) \(suiteName) inline:\(KeyEncoding.encoded(key.master.exposed))")
  }

  /// Of the parameters that the RFC defines only the window's size asks nothing that we could not do; a name with a
  /// hyphen before it may be passed over by whoever does not know it (RFC 4568 §6.3.7).
  private static func check(sessionParameter: String) throws(CryptoAttributeError) {
    let (name, value) = sessionParameter.divided(at: UInt8(ascii: "="))
    if name.hasPrefix("-") { return }
    guard name == "WSH" else { throw .mandatoryParameter }
    guard let size = value?.decimal(UInt32.self), size >= 64 else { throw .malformed }
  }
}

extension SRTPKey {
  /// Reads `inline:key||salt["|"lifetime]["|"MKI":"length]`.
  fileprivate init(keyParameters: String, suite: CryptoSuite) throws(CryptoAttributeError) {
    guard !keyParameters.utf8.contains(UInt8(ascii: ";")) else { throw .severalKeys }
    let (method, content) = keyParameters.divided(at: UInt8(ascii: ":"))
    guard method.lowercased() == "inline", let content else { throw .malformed }
    let parts = content.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    guard parts.count <= 3, let master = KeyEncoding.decoded(parts[0]) else { throw .malformed }
    var rest = parts.dropFirst()
    var identifier: [UInt8] = []
    if let last = rest.last, last.utf8.contains(UInt8(ascii: ":")) {
      identifier = try Self.identifier(last)
      rest = rest.dropLast()
    }
    guard rest.count <= 1 else { throw .malformed }
    for lifetime in rest { try Self.check(lifetime: lifetime) }
    guard let key = SRTPKey(suite: suite, master: master, identifier: identifier) else { throw .wrongKeyLength }
    self = key
  }

  /// Packets, as a number or as a power of two; never more than 2⁴⁸ (RFC 3711 §9.2).
  private static func check(lifetime: String) throws(CryptoAttributeError) {
    let most: UInt64 = 1 << 48
    if lifetime.hasPrefix("2^") {
      guard let power = String(lifetime.dropFirst(2)).decimal(UInt8.self), power <= 48 else { throw .badLifetime }
    } else {
      guard let packets = lifetime.decimal(UInt64.self), packets > 0, packets <= most else { throw .badLifetime }
    }
  }

  /// `value:length`: the value as a number of that many octets, of which there may be 128 (RFC 4568 §6.1).
  private static func identifier(_ text: String) throws(CryptoAttributeError) -> [UInt8] {
    let (valueText, lengthText) = text.divided(at: UInt8(ascii: ":"))
    guard let value = valueText.decimal(UInt64.self), let length = lengthText?.decimal(UInt8.self),
      (1...128).contains(length), length >= 8 || value >> (UInt64(length) * 8) == 0
    else { throw .badIdentifier }
    return (0..<length).reversed().map { $0 < 8 ? UInt8(truncatingIfNeeded: value >> (UInt64($0) * 8)) : 0 }
  }
}

/// Why a crypto attribute is passed over.
package enum CryptoAttributeError: Error, Hashable, Sendable {
  /// It cannot be read.
  case malformed
  /// A suite that we do not have.
  case unknownSuite
  /// Key and salt are not exactly as long as the suite wants them.
  case wrongKeyLength
  /// Several keys to be told apart by their identifiers.
  case severalKeys
  case badLifetime
  case badIdentifier
  /// A session parameter that must be understood and is not, or asks for less protection.
  case mandatoryParameter
}

extension CryptoAttributeError: CustomStringConvertible {
  /// What is wrong, without anything that the peer sent.
  package var description: String {
    switch self {
    case .malformed: "a crypto attribute cannot be read"
    case .unknownSuite: "no crypto suite in common"
    case .wrongKeyLength: "an SRTP key is not as long as its suite wants it"
    case .severalKeys: "a crypto attribute has several keys"
    case .badLifetime: "the lifetime of an SRTP key is no number of packets"
    case .badIdentifier: "the identifier of an SRTP key does not fit its length"
    case .mandatoryParameter: "a crypto attribute asks for what is not understood or not safe"
    }
  }
}
