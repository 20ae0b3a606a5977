internal import Glibc
internal import SIPEngine

/// A bound UDP socket that can say from which of the machine's addresses a datagram leaves.
///
/// The reading side belongs to a NIO channel, which gets `readingDescriptor`. Writing is done by a `DatagramOutbox`,
/// without NIO: its datagram channel can neither choose the source address (RFC 3581 §4 wants the answer to come from where the
/// request went) nor live through an EPERM or ENETUNREACH. The two descriptors are one socket.
struct DatagramSocket {
  let boundAddress: TransportAddress
  let descriptor: CInt

  /// Room for a burst of a few thousand messages while the loop is busy; the kernel grants what it allows.
  private static let receiveBuffer: CInt = 4 << 20

  /// Opens and binds. Port 0 takes any free one. Nothing may share the port with us: two services on one port would
  /// each get half of every call.
  init(listeningOn address: TransportAddress) throws(SIPTransportError) {
    let listener = SIPListener(transport: .udp, address: address)
    guard var name = SocketName(address) else { throw .unusable(listener) }
    let descriptor = socket(name.family, Int32(SOCK_DGRAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw .listening(on: listener, failure: errno) }
    if address.isIPv6 { Self.set(descriptor, CInt(IPPROTO_IPV6), IPV6_V6ONLY, 1) }
    Self.set(descriptor, SOL_SOCKET, SO_RCVBUF, Self.receiveBuffer)
    guard name.withPointer({ bind(descriptor, $0, $1) }) == 0,
      let bound = SocketName(reading: { getsockname(descriptor, $0, $1) })?.address
    else {
      let failure = errno
      Glibc.close(descriptor)
      throw .listening(on: listener, failure: failure)
    }
    self.descriptor = descriptor
    boundAddress = bound
  }

  /// Whether it listens on every address of the machine.
  var isWildcard: Bool { boundAddress.host == "0.0.0.0" || boundAddress.host == "::" }

  /// A second descriptor of the same socket, for whoever reads; they close it.
  func readingDescriptor() throws(SIPTransportError) -> CInt {
    let second = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
    guard second >= 0 else { throw .listening(on: SIPListener(transport: .udp, address: boundAddress), failure: errno) }
    return second
  }

  /// Whether datagrams of this flow leave here.
  func serves(_ flow: SIPFlow) -> Bool {
    guard flow.local.port == boundAddress.port, flow.local.isIPv6 == boundAddress.isIPv6 else { return false }
    return isWildcard || flow.local.host == boundAddress.host
  }

  /// Datagrams that came and found no room since the socket was opened.
  var dropped: Int { LoadWatch.drops(of: descriptor) }

  func close() {
    Glibc.close(descriptor)
  }

  private static func set(_ descriptor: CInt, _ level: CInt, _ option: CInt, _ value: CInt) {
    var value = value
    setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<CInt>.size))
  }
}

/// The control message that chooses a datagram's source address (ip(7) IP_PKTINFO, ipv6(7) IPV6_PKTINFO).
enum PacketInformation {
  /// `cmsghdr` and `in_pktinfo` or `in6_pktinfo`; empty when the address is none of ours to write.
  static func control(sendingFrom address: TransportAddress) -> [UInt8] {
    guard let name = SocketName(address) else { return [] }
    let host = name.hostOctets
    let interface = [UInt8](repeating: 0, count: 4)
    // in_pktinfo: interface, local address, destination. in6_pktinfo: address, interface.
    let isIPv6 = host.count == 16
    let information = isIPv6 ? host + interface : interface + host + [0, 0, 0, 0]
    let level = isIPv6 ? CInt(IPPROTO_IPV6) : CInt(IPPROTO_IP)
    let kind = isIPv6 ? CInt(IPV6_PKTINFO) : CInt(IP_PKTINFO)
    let header = MemoryLayout<cmsghdr>.size
    var control: [UInt8] = []
    withUnsafeBytes(of: header + information.count) { control += $0 }
    withUnsafeBytes(of: level) { control += $0 }
    withUnsafeBytes(of: kind) { control += $0 }
    control += information
    let word = MemoryLayout<Int>.size
    return control + [UInt8](repeating: 0, count: (word - control.count % word) % word)
  }
}
