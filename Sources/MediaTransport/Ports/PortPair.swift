internal import Glibc
internal import MediaEngine

/// The two sockets of a stream: RTP on an even port, RTCP on the odd one above.
///
/// Whoever holds the value closes it, once.
struct PortPair: Sendable {
  let rtp: Int32
  let rtcp: Int32
  let port: UInt16

  /// Type of service "expedited forwarding", DSCP 46 (RFC 4594 §4.1): voice goes first where routers care.
  private static let expeditedForwarding: Int32 = 0xB8

  /// Binds both ports; nil when one of them belongs to somebody else.
  static func bind(host: UInt32, port: UInt16) throws(MediaTransportError) -> PortPair? {
    guard let rtp = try socket(host: host, port: port) else { return nil }
    do {
      guard let rtcp = try socket(host: host, port: port + 1) else {
        Glibc.close(rtp)
        return nil
      }
      return PortPair(rtp: rtp, rtcp: rtcp, port: port)
    } catch {
      Glibc.close(rtp)
      throw error
    }
  }

  func close() {
    Glibc.close(rtp)
    Glibc.close(rtcp)
  }

  /// A bound UDP socket that never blocks; nil when the port is taken.
  static func socket(host: UInt32, port: UInt16) throws(MediaTransportError) -> Int32? {
    let kind = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    let descriptor = Glibc.socket(AF_INET, kind, 0)
    guard descriptor >= 0 else { throw .kernel("open a socket", errno) }
    var service = Self.expeditedForwarding
    // A network that takes no marks carries voice all the same.
    setsockopt(descriptor, Int32(IPPROTO_IP), IP_TOS, &service, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in(MediaAddress(host: host, port: port))
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard bound == 0 else {
      let number = errno
      Glibc.close(descriptor)
      if number == EADDRINUSE || number == EACCES { return nil }
      throw .kernel("bind \(MediaAddress(host: host, port: port))", number)
    }
    return descriptor
  }
}

extension sockaddr_in {
  init(_ address: MediaAddress) {
    self.init()
    sin_family = sa_family_t(AF_INET)
    sin_port = address.port.bigEndian
    sin_addr = in_addr(s_addr: address.host.bigEndian)
  }

  var mediaAddress: MediaAddress {
    MediaAddress(host: UInt32(bigEndian: sin_addr.s_addr), port: UInt16(bigEndian: sin_port))
  }
}
