/// The method of a request (RFC 3261 §7.1); methods are compared exactly, case included.
package struct Method: RawRepresentable, Hashable, Sendable {
  package let rawValue: String

  package init(rawValue: String) {
    self.rawValue = rawValue
  }

  package static let invite = Method(rawValue: "INVITE")
  package static let ack = Method(rawValue: "ACK")
  package static let bye = Method(rawValue: "BYE")
  package static let cancel = Method(rawValue: "CANCEL")
  package static let options = Method(rawValue: "OPTIONS")
  package static let register = Method(rawValue: "REGISTER")
  package static let info = Method(rawValue: "INFO")
  package static let update = Method(rawValue: "UPDATE")
  package static let prack = Method(rawValue: "PRACK")
  package static let refer = Method(rawValue: "REFER")
  package static let subscribe = Method(rawValue: "SUBSCRIBE")
  package static let notify = Method(rawValue: "NOTIFY")
  package static let message = Method(rawValue: "MESSAGE")
  package static let publish = Method(rawValue: "PUBLISH")
}

extension Method: CustomStringConvertible {
  package var description: String { rawValue }
}
