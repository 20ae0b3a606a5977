import SIPEngine

/// Holds an endpoint, which cannot be copied, for those who can.
final class EndpointBox {
  var endpoint: SIPEndpoint

  init(_ endpoint: consuming SIPEndpoint) {
    self.endpoint = endpoint
  }
}
