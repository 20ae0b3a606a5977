import Glibc
import SIPEngine
import SIPSyntax

/// A UDP socket on loopback that knows nothing of SIP but how to wait for an answer.
final class RawPhone: Sendable {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  private let descriptor: CInt
  let address: TransportAddress

  /// - Parameter host: the loopback address to send from.
  init(host: String = "127.0.0.1") throws {
    let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    var name = Self.name(host, 0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    self.descriptor = descriptor
    address = TransportAddress(host: host, port: UInt16(bigEndian: name.sin_port))
    guard isBound else { throw Failure(description: "no socket on \(host)") }
  }

  deinit {
    close(descriptor)
  }

  /// From now on only what comes from this very address is heard.
  func connect(to address: TransportAddress) throws {
    var name = Self.name(address.host, address.port)
    let result = withUnsafePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else { throw Failure(description: "cannot connect to \(address)") }
  }

  @discardableResult
  func send(_ octets: [UInt8], to address: TransportAddress) -> Bool {
    var name = Self.name(address.host, address.port)
    let sent = withUnsafePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        sendto(descriptor, octets, octets.count, 0, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    return sent == octets.count
  }

  func send(_ text: String, to address: TransportAddress) {
    send(Array(text.utf8), to: address)
  }

  /// The next datagram; nil when none comes before the deadline.
  func receive(withinMilliseconds patience: Int32 = 5_000) -> [UInt8]? {
    var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard Glibc.poll(&poll, 1, patience) == 1 else { return nil }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    return count < 0 ? nil : Array(buffer.prefix(count))
  }

  /// The next response that satisfies the condition; others on the way are passed over, and answers to junk too, whose
  /// Via is as broken as the junk's.
  func response(where isWanted: (SIPResponse) -> Bool = { _ in true }) throws -> SIPResponse {
    while let octets = receive() {
      if case .response(let response)? = try? SIPMessage.parse(datagram: octets), isWanted(response) {
        return response
      }
    }
    throw Failure(description: "no such response in five seconds")
  }

  /// The next request of that method.
  func request(_ method: Method) throws -> SIPRequest {
    while let octets = receive() {
      if case .request(let request) = try SIPMessage.parse(datagram: octets), request.method == method {
        return request
      }
    }
    throw Failure(description: "no \(method.rawValue) in five seconds")
  }

  private static func name(_ host: String, _ port: UInt16) -> sockaddr_in {
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_port = port.bigEndian
    inet_pton(AF_INET, host, &name.sin_addr)
    return name
  }
}

extension RawPhone {
  /// Asks OPTIONS again and again until the condition holds: each answer shows that the loop has gone on.
  func askUntil(_ address: TransportAddress, _ condition: (SIPResponse) -> Bool) throws {
    for round in 0..<1_000 {
      let callID = "until-\(self.address.port)-\(round)"
      send(text("OPTIONS", callID: callID), to: address)
      if condition(try response { $0.callID == callID }) { return }
    }
    throw Failure(description: "the condition did not come true in a thousand exchanges")
  }

  /// A request of ours as text.
  func text(
    _ method: String, user: String = "100", from: String = "5551234", callID: String, cseq: Int = 1,
    branch: String = "1", toTag: String? = nil, lines: [String] = [], body: String = ""
  ) -> String {
    let to = "<sip:\(user)@switchboard.local>" + (toTag.map { ";tag=\($0)" } ?? "")
    return
      ([
        "\(method) sip:\(user)@switchboard.local SIP/2.0",
        "Via: SIP/2.0/UDP \(address.host):\(address.port);branch=z9hG4bK\(callID)\(branch);rport",
        "Max-Forwards: 70", "From: <sip:\(from)@switchboard.local>;tag=\(callID)", "To: \(to)",
        "Call-ID: \(callID)", "CSeq: \(cseq) \(method)", "Contact: <sip:\(from)@\(address.host):\(address.port)>",
      ] + lines + ["Content-Length: \(body.utf8.count)", "", body]).joined(separator: "\r\n")
  }
}
