import Foundation
import Glibc
import SIPEngine
import SIPSyntax

/// The far end of a connection, or of a program that speaks on one: it reads and writes octets and knows how a SIP
/// message ends.
final class WirePeer {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  private let input: CInt
  private let output: CInt
  private let process: Process?
  /// The pipes of the program, which close when they are let go.
  private let pipes: [Pipe]
  private var buffer: [UInt8] = []
  private var isOpen = true

  /// A connection that has been made.
  init(descriptor: CInt) {
    input = descriptor
    output = descriptor
    process = nil
    pipes = []
  }

  /// A program: what it prints comes from the peer, what it is given goes there.
  init(program: [String], folder: String? = nil) throws {
    let (into, from) = (Pipe(), Pipe())
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = program
    if let folder { process.currentDirectoryURL = URL(filePath: folder) }
    process.standardInput = into
    process.standardOutput = from
    process.standardError = FileHandle.nullDevice
    try process.run()
    self.process = process
    pipes = [into, from]
    input = from.fileHandleForReading.fileDescriptor
    output = into.fileHandleForWriting.fileDescriptor
  }

  /// Connects, from a loopback address of one's own.
  convenience init(
    connectingTo address: TransportAddress, from host: String? = nil, receiveBuffer: CInt? = nil
  ) throws {
    let descriptor = socket(address.isIPv6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    self.init(descriptor: descriptor)
    if var size = receiveBuffer {
      setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<CInt>.size))
    }
    if let host {
      let source = TransportAddress(host: host, port: 0)
      guard source.withSocketName({ bind(descriptor, $0, $1) }) == 0 else {
        throw Failure(description: "cannot bind \(host)")
      }
    }
    guard address.withSocketName({ Glibc.connect(descriptor, $0, $1) }) == 0 else {
      throw Failure(description: "cannot connect to \(address): \(String(cString: strerror(errno)))")
    }
  }

  deinit {
    close()
  }

  /// Our end, for a connection.
  var address: TransportAddress {
    get throws {
      guard let address = TransportAddress(readingSocketName: { getsockname(self.output, $0, $1) }) else {
        throw Failure(description: "no address")
      }
      return address
    }
  }

  func close() {
    guard isOpen else { return }
    isOpen = false
    if let process {
      // It has inherited the signal mask of some thread, which may block every other signal.
      kill(process.processIdentifier, SIGKILL)
      return
    }
    Glibc.close(input)
  }

  /// Closes so that the other side gets a reset.
  func reset() {
    var option = linger(l_onoff: 1, l_linger: 0)
    setsockopt(output, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    close()
  }

  /// Whether all of it was taken.
  @discardableResult
  func send(_ octets: [UInt8]) -> Bool {
    var sent = 0
    while sent < octets.count {
      let count =
        process == nil
        ? octets[sent...].withUnsafeBytes { Glibc.send(output, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        : octets[sent...].withUnsafeBytes { write(output, $0.baseAddress, $0.count) }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }

  @discardableResult
  func send(_ text: String) -> Bool { send(Array(text.utf8)) }

  /// The next octets as they come; nil when none come in time, none at all when the connection is closed.
  func receive(withinMilliseconds patience: Int32 = 5_000) -> [UInt8]? {
    if !buffer.isEmpty {
      defer { buffer = [] }
      return buffer
    }
    var poll = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
    guard Glibc.poll(&poll, 1, patience) == 1 else { return nil }
    var octets = [UInt8](repeating: 0, count: 65_536)
    let count = read(input, &octets, octets.count)
    return count < 0 ? [] : Array(octets.prefix(count))
  }

  /// Reads on until the buffer satisfies the condition; what it makes of it is taken out.
  func take<Value>(_ find: ([UInt8]) throws -> (value: Value, length: Int)?) throws -> Value {
    while true {
      if let found = try find(buffer) {
        buffer.removeFirst(found.length)
        return found.value
      }
      let known = buffer
      buffer = []
      guard let octets = receive() else { throw Failure(description: "nothing comes") }
      guard !octets.isEmpty else {
        throw Failure(description: "closed after \(String(decoding: known, as: UTF8.self))")
      }
      buffer = known + octets
    }
  }

  /// The next octets, so many of them.
  func take(_ count: Int) throws -> [UInt8] {
    try take { $0.count >= count ? (Array($0.prefix(count)), count) : nil }
  }

  /// The next message.
  func message() throws -> SIPMessage {
    let octets: [UInt8] = try take { buffer in
      let text = String(decoding: buffer, as: UTF8.self)
      guard let end = text.range(of: "\r\n\r\n") else { return nil }
      let head = text[..<end.lowerBound]
      let line = head.components(separatedBy: "\r\n").first { $0.hasPrefix("Content-Length: ") }
      let length = line.flatMap { Int($0.dropFirst("Content-Length: ".count)) } ?? 0
      let whole = head.utf8.count + 4 + length
      return buffer.count < whole ? nil : (Array(buffer.prefix(whole)), whole)
    }
    return try SIPMessage.parse(datagram: octets)
  }

  func response(where isWanted: (SIPResponse) -> Bool = { _ in true }) throws -> SIPResponse {
    while true {
      if case .response(let response) = try message(), isWanted(response) { return response }
    }
  }

  func request(_ method: SIPSyntax.Method) throws -> SIPRequest {
    while true {
      if case .request(let request) = try message(), request.method == method { return request }
    }
  }

  /// Whether the other side closes in time; what it says before is passed over.
  func isClosed(withinMilliseconds patience: Int32 = 5_000) -> Bool {
    while let octets = receive(withinMilliseconds: patience) {
      if octets.isEmpty { return true }
    }
    return false
  }

  /// A request as text.
  func text(
    _ method: String, transport: String = "TCP", user: String = "100", from: String = "5551234", callID: String,
    cseq: Int = 1, toTag: String? = nil, via: String? = nil, lines: [String] = [], body: String = ""
  ) -> String {
    let to = "<sip:\(user)@switchboard.local>" + (toTag.map { ";tag=\($0)" } ?? "")
    return
      ([
        "\(method) sip:\(user)@switchboard.local SIP/2.0",
        via ?? "Via: SIP/2.0/\(transport) client.invalid;branch=z9hG4bK\(callID)\(cseq)\(method)",
        "Max-Forwards: 70", "From: <sip:\(from)@switchboard.local>;tag=\(callID)", "To: \(to)", "Call-ID: \(callID)",
        "CSeq: \(cseq) \(method)", "Contact: <sip:\(from)@127.0.0.1:9;transport=\(transport.lowercased())>",
      ] + lines + ["Content-Length: \(body.utf8.count)", "", body]).joined(separator: "\r\n")
  }

  func invite(_ callID: String, via: String? = nil) -> String {
    text("INVITE", callID: callID, via: via, lines: ["Content-Type: application/sdp"], body: "v=0\r\n")
  }

  /// An answer to a request of the service.
  func answer(_ code: Int, to request: SIPRequest, body: String = "") {
    let lines =
      ["SIP/2.0 \(code) Whatever"] + request.vias.map { "Via: \($0.text)" } + [
        "From: \(request.from.text)", "To: \(request.to.text)" + (request.to.tag == nil ? ";tag=theirs" : ""),
        "Call-ID: \(request.callID)", "CSeq: \(request.cseq.text)", "Contact: <sip:201@127.0.0.1:9;transport=tcp>",
        "Content-Type: application/sdp", "Content-Length: \(body.utf8.count)", "", body,
      ]
    send(lines.joined(separator: "\r\n"))
  }
}

/// A TCP socket on loopback that listens; or one that does not, and only keeps everybody else from its port.
final class WireListener {
  private let descriptor: CInt
  let address: TransportAddress

  init(host: String = "127.0.0.1", port: UInt16 = 0, isListening: Bool = true) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    let descriptor = descriptor
    var one: CInt = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<CInt>.size))
    let wanted = TransportAddress(host: host, port: port)
    guard wanted.withSocketName({ bind(descriptor, $0, $1) }) == 0,
      !isListening || listen(descriptor, 16) == 0,
      let bound = TransportAddress(readingSocketName: { getsockname(descriptor, $0, $1) })
    else { throw WirePeer.Failure(description: "cannot listen on \(wanted)") }
    address = bound
  }

  deinit { Glibc.close(descriptor) }

  func accept() throws -> WirePeer {
    var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard Glibc.poll(&poll, 1, 5_000) == 1 else { throw WirePeer.Failure(description: "nobody connects") }
    return WirePeer(descriptor: Glibc.accept(descriptor, nil, nil))
  }
}

extension TransportAddress {
  /// The address as a `sockaddr`.
  func withSocketName<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
    if isIPv6 {
      var name = sockaddr_in6()
      name.sin6_family = sa_family_t(AF_INET6)
      name.sin6_port = port.bigEndian
      inet_pton(AF_INET6, host, &name.sin6_addr)
      return withUnsafePointer(to: &name) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in6>.size)) }
      }
    }
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_port = port.bigEndian
    inet_pton(AF_INET, host, &name.sin_addr)
    return withUnsafePointer(to: &name) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
  }

  /// What `getName` writes: an IPv4 address, or nothing.
  init?(readingSocketName getName: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> CInt) {
    var name = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &name) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getName($0, &length) }
    }
    guard result == 0, name.sin_family == sa_family_t(AF_INET) else { return nil }
    var text = [CChar](repeating: 0, count: 64)
    guard inet_ntop(AF_INET, &name.sin_addr, &text, 64) != nil else { return nil }
    let host = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    self.init(host: host, port: UInt16(bigEndian: name.sin_port))
  }
}
