import Dispatch
import Foundation
import Glibc

/// A bare UDP port in a test network: for datagrams that no well-behaved program would send.
final class UDPPort: Sendable {
  let address: InternetAddress
  /// The datagrams that came, as text.
  let received = Mailbox<String>()
  private let descriptor: Int32
  private let closing: @Sendable () -> Void

  /// Takes a port at `host`, any free one unless it is named.
  static func open(
    in network: TestNetwork, host: String = TestNetwork.serviceAddress, port: UInt16 = 0
  ) async throws -> UDPPort {
    let (descriptor, address) = try await network.inside {
      let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | O_NONBLOCK | O_CLOEXEC, 0)
      guard InternetAddress(host, port).withRaw({ bind(descriptor, $0, $1) }) == 0 else {
        throw TestFailure("no UDP port at \(host): \(String(cString: strerror(errno)))")
      }
      var raw = sockaddr_in()
      var length = socklen_t(MemoryLayout<sockaddr_in>.size)
      _ = withUnsafeMutablePointer(to: &raw) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
      }
      return (descriptor, InternetAddress(raw))
    }
    return UDPPort(descriptor, address)
  }

  private init(_ descriptor: Int32, _ address: InternetAddress) {
    self.descriptor = descriptor
    self.address = address
    let source = DispatchSource.makeReadSource(fileDescriptor: descriptor)
    source.setEventHandler { [received] in
      var buffer = [UInt8](repeating: 0, count: 65536)
      while case let count = recv(descriptor, &buffer, buffer.count, 0), count >= 0 {
        received.post(String(decoding: buffer[..<count], as: UTF8.self))
      }
    }
    source.setCancelHandler { Glibc.close(descriptor) }
    nonisolated(unsafe) let opened = source
    closing = { opened.cancel() }
    source.activate()
  }

  deinit { closing() }

  func send(_ octets: some Sequence<UInt8>, to port: UInt16 = 5060, at host: String = TestNetwork.serviceAddress) {
    let octets = Array(octets)
    InternetAddress(host, port).withRaw { raw, length in
      _ = sendto(descriptor, octets, octets.count, Int32(MSG_NOSIGNAL), raw, length)
    }
  }

  func send(_ text: String, to port: UInt16 = 5060, at host: String = TestNetwork.serviceAddress) {
    send(text.utf8, to: port, at: host)
  }

  /// The first datagram from `start` on that begins with `words`, and the place behind it.
  @discardableResult
  func waitForDatagram(
    beginningWith words: String, from start: Int = 0, within limit: Duration = .seconds(5)
  ) async throws -> (element: String, next: Int) {
    do {
      return try await received.first(from: start, within: limit) { $0.hasPrefix(words) }
    } catch {
      throw TestFailure("no datagram that begins with “\(words)”: \(error); came: \(received.all)")
    }
  }
}
