internal import CLinuxShim
internal import Glibc
internal import MediaEngine

/// Buffers for a batch of datagrams, with everything `recvmmsg` and `sendmmsg` want filled in once.
///
/// A datagram that is to go on is sent from the buffer it was received in.
struct DatagramBatch: ~Copyable {
  static let capacity = 16
  /// More than any audio packet; what is longer is cut off and dropped.
  static let datagramCapacity = 2_048
  /// From one datagram's place to the next: behind each there is room for what protection adds.
  private static let stride = (datagramCapacity + MediaStream.protectionRoom + 15) & ~15

  private let octets = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * stride)
  private let sources = UnsafeMutablePointer<sockaddr_in6>.allocate(capacity: capacity)
  private let incoming = UnsafeMutablePointer<cl_mmsghdr>.allocate(capacity: capacity)
  private let incomingParts = UnsafeMutablePointer<iovec>.allocate(capacity: capacity)
  private let outgoing = UnsafeMutablePointer<cl_mmsghdr>.allocate(capacity: capacity)
  private let outgoingParts = UnsafeMutablePointer<iovec>.allocate(capacity: capacity)
  private let destination = UnsafeMutablePointer<sockaddr_in6>.allocate(capacity: 1)
  private var outgoingCount = 0
  /// Whether it sends through sockets for IPv6.
  var isVersion6 = false

  init() {
    octets.initialize(repeating: 0, count: Self.capacity * Self.stride)
    sources.initialize(repeating: sockaddr_in6(), count: Self.capacity)
    incoming.initialize(repeating: cl_mmsghdr(), count: Self.capacity)
    incomingParts.initialize(repeating: iovec(), count: Self.capacity)
    outgoing.initialize(repeating: cl_mmsghdr(), count: Self.capacity)
    outgoingParts.initialize(repeating: iovec(), count: Self.capacity)
    destination.initialize(to: sockaddr_in6())
    for index in 0..<Self.capacity {
      incomingParts[index] = iovec(
        iov_base: octets + index * Self.stride, iov_len: Self.datagramCapacity)
      incoming[index].msg_hdr.msg_name = UnsafeMutableRawPointer(sources + index)
      incoming[index].msg_hdr.msg_iov = incomingParts + index
      incoming[index].msg_hdr.msg_iovlen = 1
      outgoing[index].msg_hdr.msg_name = UnsafeMutableRawPointer(destination)
      outgoing[index].msg_hdr.msg_namelen = socklen_t(MemoryLayout<sockaddr_in6>.size)
      outgoing[index].msg_hdr.msg_iov = outgoingParts + index
      outgoing[index].msg_hdr.msg_iovlen = 1
    }
  }

  deinit {
    octets.deallocate()
    sources.deallocate()
    incoming.deallocate()
    incomingParts.deallocate()
    outgoing.deallocate()
    outgoingParts.deallocate()
    destination.deallocate()
  }

  /// Takes what waits on a socket, as much as fits; how many datagrams that were.
  mutating func receive(from descriptor: Int32) -> Int {
    for index in 0..<Self.capacity {
      incoming[index].msg_hdr.msg_namelen = socklen_t(MemoryLayout<sockaddr_in6>.size)
    }
    outgoingCount = 0
    return max(0, Int(cl_recvmmsg(descriptor, incoming, UInt32(Self.capacity), Int32(MSG_DONTWAIT))))
  }

  func source(of index: Int) -> MediaAddress { sources[index].mediaAddress }

  /// The place of a received datagram, with the room behind it.
  func place(_ index: Int) -> UnsafeMutableBufferPointer<UInt8> {
    UnsafeMutableBufferPointer(start: octets + index * Self.stride, count: Self.stride)
  }

  /// How many octets of its place a received datagram fills; none when it was longer than the buffer.
  func count(_ index: Int) -> Int {
    let isCut = incoming[index].msg_hdr.msg_flags & Int32(MSG_TRUNC) != 0
    return isCut ? 0 : Int(incoming[index].msg_len)
  }

  /// Lets part of a received datagram go on to `destination`: the same one for the whole batch.
  mutating func forward(_ index: Int, _ range: Range<Int>, to address: MediaAddress) {
    destination.pointee = sockaddr_in6(address, isVersion6: isVersion6)
    outgoingParts[outgoingCount] = iovec(
      iov_base: octets + index * Self.stride + range.lowerBound, iov_len: range.count)
    outgoingCount += 1
  }

  /// Sends what is to go on; how many datagrams the kernel took and how many it refused.
  mutating func send(through descriptor: Int32) -> (sent: Int, failed: Int) {
    var position = 0
    var failed = 0
    while position < outgoingCount {
      let taken = cl_sendmmsg(
        descriptor, outgoing + position, UInt32(outgoingCount - position), Int32(MSG_DONTWAIT))
      if taken <= 0 { failed += 1 }
      position += taken <= 0 ? 1 : Int(taken)
    }
    defer { outgoingCount = 0 }
    return (outgoingCount - failed, failed)
  }
}
