internal import Glibc
internal import SIPEngine

/// Why the SIP service cannot listen. The message tells the operator the remedy.
package struct SIPTransportError: Error, Equatable, Sendable {
  package enum Code: String, Sendable, Hashable {
    /// Another program has the port.
    case portTaken
    /// The port needs a privilege that this program does not have.
    case notPermitted
    /// No interface of this machine has the address.
    case addressNotHere
    /// What is configured is no IP address.
    case addressUnusable
    /// A certificate or key that cannot be read, or the two do not fit.
    case certificateUnusable
    /// The peer's certificate does not speak for the domain that we wanted.
    case certificateForeign
    case systemFailure
  }

  package var code: Code
  /// One sentence and the remedy.
  package var message: String
  /// What the operating system said.
  package var cause: String

  package init(code: Code, message: String, cause: String) {
    self.code = code
    self.message = message
    self.cause = cause
  }
}

extension SIPTransportError: CustomStringConvertible {
  package var description: String { message }
}

extension SIPTransportError {
  /// The sentence for a system call that failed while opening `address`.
  static func listening(on listener: SIPListener, failure: CInt) -> SIPTransportError {
    let address = listener.address
    let start = "cannot listen for SIP on \(listener)"
    let cause = String(cString: strerror(failure))
    switch failure {
    case EADDRINUSE:
      let isDatagram = listener.transport == .udp
      let holder = PortHolder.process(holding: address.port, of: isDatagram ? .datagram : .stream)
      let who = holder.map { "process \($0)" } ?? "another program"
      let look = holder == nil ? " (ss -\(isDatagram ? "u" : "t")lpn 'sport = :\(address.port)' shows which)" : ""
      return SIPTransportError(
        code: .portTaken, message: "\(start): \(who) has this port; stop it\(look) or change sip.listen", cause: cause)
    case EACCES, EPERM:
      let remedy = "choose a port above 1023 in sip.listen or give the program CAP_NET_BIND_SERVICE"
      return SIPTransportError(code: .notPermitted, message: "\(start): not permitted; \(remedy)", cause: cause)
    case EADDRNOTAVAIL:
      let remedy = "use 0.0.0.0 or an address that 'ip address' lists in sip.listen"
      return SIPTransportError(
        code: .addressNotHere, message: "\(start): this machine has no such address; \(remedy)", cause: cause)
    default:
      return SIPTransportError(code: .systemFailure, message: "\(start): \(cause); change sip.listen", cause: cause)
    }
  }

  static func unusable(_ listener: SIPListener) -> SIPTransportError {
    SIPTransportError(
      code: .addressUnusable,
      message: "cannot listen for SIP on \(listener): not an IP address; write one in sip.listen, as 0.0.0.0:5060",
      cause: "inet_pton")
  }

  static func withoutCertificate(_ listener: SIPListener) -> SIPTransportError {
    SIPTransportError(
      code: .certificateUnusable,
      message: "cannot listen for SIP on \(listener) without a certificate; set sip.tls.certificate and sip.tls.key",
      cause: "no certificate")
  }

  static func unreadable(_ path: String, as what: String, _ error: any Error) -> SIPTransportError {
    SIPTransportError(
      code: .certificateUnusable, message: "\(path) is not \(what) that can be read: put one there, or change sip.tls",
      cause: "\(error)")
  }

  static func mismatched(_ files: TLSFiles?, _ error: any Error) -> SIPTransportError {
    let pair = files.map { "\($0.certificate) and \($0.key)" } ?? "the system's certificates"
    return SIPTransportError(
      code: .certificateUnusable, message: "TLS cannot work with \(pair): check that the key is the certificate's own",
      cause: "\(error)")
  }

  static func foreignCertificate(of flow: SIPFlow) -> SIPTransportError {
    SIPTransportError(
      code: .certificateForeign,
      message: "the certificate is not for \(flow.domain ?? flow.remote.host): ask the peer for a right one",
      cause: "subjectAltName")
  }
}
