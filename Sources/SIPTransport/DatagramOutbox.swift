internal import CLinuxShim
internal import Glibc
internal import SIPEngine

/// Datagrams that leave one socket together: one system call, and often one wake-up of whoever reads them, for many.
///
/// What lies in it is sent by `flush`; `put` says when there is no more room, and then that comes first.
final class DatagramOutbox {
  private static let capacity = 32
  /// Room for the largest datagram, and for a few dozen of the usual size.
  private static let octetCapacity = 128 << 10
  /// Room for one `cmsghdr` with `in6_pktinfo` (RFC 3542 §6.1).
  private static let controlCapacity = 64

  let socket: DatagramSocket
  private let octets = UnsafeMutableRawPointer.allocate(byteCount: octetCapacity, alignment: 16)
  private let controls = UnsafeMutableRawPointer.allocate(byteCount: capacity * controlCapacity, alignment: 16)
  private let names = UnsafeMutablePointer<sockaddr_storage>.allocate(capacity: capacity)
  private let parts = UnsafeMutablePointer<iovec>.allocate(capacity: capacity)
  private let messages = UnsafeMutablePointer<cl_mmsghdr>.allocate(capacity: capacity)
  private var count = 0
  private var octetCount = 0

  init(of socket: DatagramSocket) {
    self.socket = socket
    names.initialize(repeating: sockaddr_storage(), count: Self.capacity)
    parts.initialize(repeating: iovec(), count: Self.capacity)
    messages.initialize(repeating: cl_mmsghdr(), count: Self.capacity)
    for index in 0..<Self.capacity {
      messages[index].msg_hdr.msg_name = UnsafeMutableRawPointer(names + index)
      messages[index].msg_hdr.msg_iov = parts + index
      messages[index].msg_hdr.msg_iovlen = 1
    }
  }

  deinit {
    octets.deallocate()
    controls.deallocate()
    names.deallocate()
    parts.deallocate()
    messages.deallocate()
  }

  /// Whether a datagram of this size still fits. Into an empty box every one does that UDP can carry.
  func hasRoom(for size: Int) -> Bool { count < Self.capacity && octetCount + size <= Self.octetCapacity }

  /// Puts a datagram in.
  ///
  /// - Returns: nil, or the error number when it cannot be sent: there is no such address, or no room for it, not even in
  ///   an empty box, since it is more than UDP carries.
  func put(_ datagram: [UInt8], on flow: SIPFlow) -> CInt? {
    guard let destination = SocketName(flow.remote) else { return EDESTADDRREQ }
    let control = socket.isWildcard ? PacketInformation.control(sendingFrom: flow.local) : []
    guard hasRoom(for: datagram.count), control.count <= Self.controlCapacity else { return EMSGSIZE }
    let place = octets + octetCount
    datagram.withUnsafeBytes { place.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(place), byteCount: $0.count) }
    parts[count] = iovec(iov_base: place, iov_len: datagram.count)
    let controlPlace = controls + count * Self.controlCapacity
    control.withUnsafeBytes {
      controlPlace.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(controlPlace), byteCount: $0.count)
    }
    names[count] = destination.storage
    messages[count].msg_hdr.msg_namelen = destination.length
    messages[count].msg_hdr.msg_control = control.isEmpty ? nil : controlPlace
    messages[count].msg_hdr.msg_controllen = control.count
    count += 1
    octetCount += datagram.count
    return nil
  }

  /// Sends everything, each datagram at once or not at all.
  ///
  /// - Returns: how many were sent, and the error numbers of the others in their order.
  func flush() -> (sent: Int, failures: [CInt]) {
    var position = 0
    var failures: [CInt] = []
    while position < count {
      let taken = cl_sendmmsg(
        socket.descriptor, messages + position, UInt32(count - position), CInt(MSG_DONTWAIT | MSG_NOSIGNAL))
      if taken <= 0 { failures.append(errno) }
      position += taken <= 0 ? 1 : Int(taken)
    }
    defer { (count, octetCount) = (0, 0) }
    return (count - failures.count, failures)
  }
}
