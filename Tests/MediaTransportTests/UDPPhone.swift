import Glibc
import MediaEngine
import RTPPackets
import SDPSessions

/// A phone's RTP socket on the loopback interface: a port of the kernel's choice, and a deadline on every receive.
final class UDPPhone: Sendable {
  let descriptor: Int32
  let host: String
  let port: UInt16

  /// Longer than any machine needs, so that only a packet that never comes makes a test wait.
  private static let deadline = timeval(tv_sec: 10, tv_usec: 0)

  init(host: String = "127.0.0.1") {
    self.host = host
    descriptor = socket(host.contains(":") ? AF_INET6 : AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    var deadline = Self.deadline
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &deadline, socklen_t(MemoryLayout<timeval>.size))
    var address = Self.address(host, 0)
    var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
    let descriptor = descriptor
    withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = bind(descriptor, $0, length)
        _ = getsockname(descriptor, $0, &length)
      }
    }
    // At the same place in the addresses of both families.
    port = UInt16(bigEndian: address.sin6_port)
  }

  deinit {
    close(descriptor)
  }

  /// What this phone agrees on.
  func agreed(_ codec: AudioCodec = .pcmu, events: UInt8? = 101, host: String? = nil) -> AgreedAudio {
    AgreedAudio(
      codec: codec, sendPayloadType: codec.offeredPayloadType, receivePayloadType: codec.offeredPayloadType,
      sendEventPayloadType: events, receiveEventPayloadType: events, remoteHost: host ?? self.host, remotePort: port,
      direction: .sendReceive, remoteOnHold: false, packetTime: .milliseconds(20))
  }

  func send(_ packet: RTPPacket, to port: UInt16) {
    send(packet.serialized(), to: port)
  }

  func send(_ octets: [UInt8], to port: UInt16) {
    var address = Self.address(host.contains(":") ? "::1" : "127.0.0.1", port)
    withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = sendto(descriptor, octets, octets.count, 0, $0, socklen_t(MemoryLayout<sockaddr_in6>.size))
      }
    }
  }

  /// The next packet, waited for; nil when the deadline passes.
  func receive() -> RTPPacket? {
    receive(flags: 0)
  }

  /// A packet that is there already.
  func receiveWaiting() -> RTPPacket? {
    receive(flags: Int32(MSG_DONTWAIT))
  }

  /// Packets until one satisfies `condition`, which is the last of them; short when the deadline passes, or when none of
  /// five hundred does: a stream that never falls silent would go on for ever.
  func receive(until condition: (RTPPacket) -> Bool) -> [RTPPacket] {
    var packets: [RTPPacket] = []
    while packets.count < 500, let packet = receive() {
      packets.append(packet)
      if condition(packet) { break }
    }
    return packets
  }

  /// The next datagram as it came, waited for; nil when the deadline passes.
  func receiveOctets() -> [UInt8]? {
    receiveOctets(flags: 0)
  }

  private func receive(flags: Int32) -> RTPPacket? {
    receiveOctets(flags: flags).flatMap { try? RTPPacket.parse($0) }
  }

  private func receiveOctets(flags: Int32) -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 4_096)
    let count = recv(descriptor, &buffer, buffer.count, flags)
    return count > 0 ? Array(buffer.prefix(count)) : nil
  }

  /// An address of either family; there is room for both.
  private static func address(_ host: String, _ port: UInt16) -> sockaddr_in6 {
    var address = sockaddr_in6()
    guard !host.contains(":") else {
      address.sin6_family = sa_family_t(AF_INET6)
      address.sin6_port = port.bigEndian
      inet_pton(AF_INET6, host, &address.sin6_addr)
      return address
    }
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_port = port.bigEndian
    inet_pton(AF_INET, host, &name.sin_addr)
    withUnsafeMutableBytes(of: &address) { $0.storeBytes(of: name, as: sockaddr_in.self) }
    return address
  }
}

extension RTPPacket {
  /// A packet of a phone's stream: sequence and timestamp follow its number.
  static func audio(_ number: Int, payloadType: UInt8 = 0, fill: UInt8 = 0x11) -> RTPPacket {
    RTPPacket(
      header: RTPHeader(
        marker: false, payloadType: payloadType, sequence: RTPSequence(rawValue: 500).advanced(by: number),
        timestamp: RTPTimestamp(rawValue: 80_000).advanced(by: number * 160), ssrc: 0xBBBB),
      payload: Array(repeating: fill, count: 160))
  }

  /// A telephone-event packet whose press began with packet `start`.
  static func event(_ number: Int, start: Int, key: Character, isEnd: Bool = false) -> RTPPacket {
    var packet = audio(number, payloadType: 101)
    packet.header.marker = number == start
    packet.header.timestamp = RTPTimestamp(rawValue: 80_000).advanced(by: start * 160)
    packet.payload =
      TelephoneEvent(
        code: TelephoneEvent.code(of: key) ?? 255, isEnd: isEnd, volume: 10, duration: UInt16((number - start) * 160)
      ).serialized()
    return packet
  }
}
