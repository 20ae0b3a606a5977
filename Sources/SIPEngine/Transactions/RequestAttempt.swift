package import SIPSyntax

/// A request as it is written for one way.
package struct RequestAttempt: Sendable, Equatable {
  /// With our Via for this way.
  package let request: SIPRequest
  package let octets: [UInt8]
  package let flow: SIPFlow

  package init(request: SIPRequest, octets: [UInt8], flow: SIPFlow) {
    self.request = request
    self.octets = octets
    self.flow = flow
  }
}
