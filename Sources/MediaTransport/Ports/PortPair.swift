internal import Glibc
internal import MediaEngine

/// The two sockets of a stream: RTP on an even port, RTCP on the odd one above.
///
/// Whoever holds the value closes it, once.
struct PortPair: Sendable {
  let rtp: Int32
  let rtcp: Int32
  let port: UInt16
  /// Whether the sockets are for IPv6, and perhaps for IPv4 besides; the same for all pairs of a service.
  let isVersion6: Bool

  /// Type of service "expedited forwarding", DSCP 46 (RFC 4594 §4.1): voice goes first where routers care.
  private static let expeditedForwarding: Int32 = 0xB8

  /// Binds both ports; nil when one of them belongs to somebody else.
  static func bind(host: MediaAddress, port: UInt16) throws(MediaTransportError) -> PortPair? {
    guard let rtp = try socket(host: host, port: port) else { return nil }
    do {
      guard let rtcp = try socket(host: host, port: port + 1) else {
        Glibc.close(rtp)
        return nil
      }
      return PortPair(rtp: rtp, rtcp: rtcp, port: port, isVersion6: host.isVersion6)
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
  static func socket(host: MediaAddress, port: UInt16) throws(MediaTransportError) -> Int32? {
    let kind = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    let descriptor = Glibc.socket(host.isVersion6 ? AF_INET6 : AF_INET, kind, 0)
    guard descriptor >= 0 else { throw .kernel("open a socket", errno) }
    var service = Self.expeditedForwarding
    // A network that takes no marks carries voice all the same.
    setsockopt(descriptor, Int32(IPPROTO_IP), IP_TOS, &service, socklen_t(MemoryLayout<Int32>.size))
    if host.isVersion6 {
      setsockopt(descriptor, Int32(IPPROTO_IPV6), IPV6_TCLASS, &service, socklen_t(MemoryLayout<Int32>.size))
      // `::` is every address of the machine, those of IPv4 too.
      var only: Int32 = host.isNowhere ? 0 : 1
      setsockopt(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &only, socklen_t(MemoryLayout<Int32>.size))
    }
    let address = MediaAddress(host: host.host, port: port, isVersion6: host.isVersion6)
    var name = sockaddr_in6(address, isVersion6: host.isVersion6)
    let bound = name.withPointer { Glibc.bind(descriptor, $0, $1) }
    guard bound == 0 else {
      let number = errno
      Glibc.close(descriptor)
      if number == EADDRINUSE || number == EACCES { return nil }
      throw .kernel("bind \(address)", number)
    }
    return descriptor
  }
}
