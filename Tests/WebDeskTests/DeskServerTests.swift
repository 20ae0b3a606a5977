import Foundation
import Logging
import Testing

import WebDesk

/// Nobody listens.
struct Refused: Error {}

/// Does what blocks its thread where it blocks nobody else.
func aside<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread { continuation.resume(with: Result(catching: work)) }
  }
}

/// One TCP connection to the desk, by the plainest means.
struct PlainConnection: ~Copyable {
  private let descriptor: Int32

  init(port: UInt16) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else { throw Refused() }
    var patience = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(descriptor) }

  /// Sends one request and reads until the other side closes.
  static func exchange(_ request: String, port: UInt16) async throws -> String {
    try await aside {
      let connection = try PlainConnection(port: port)
      connection.send(request)
      return connection.readToEnd()
    }
  }

  /// How many octets the other side took.
  @discardableResult
  func send(_ text: String) -> Int {
    Glibc.send(descriptor, text, text.utf8.count, Int32(MSG_NOSIGNAL))
  }

  /// Everything until the other side closes.
  func readToEnd() -> String {
    var octets: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(descriptor, &block, block.count, 0)
      guard count > 0 else { return String(decoding: octets, as: UTF8.self) }
      octets += block[0..<count]
    }
  }
}

@Suite("The desk's server", .timeLimit(.minutes(1)))
struct DeskServerTests {
  let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  private func desk(port: UInt16 = 0, limits: DeskLimits = .standard) -> DeskServer {
    DeskServer(
      listen: DeskAddress(host: "127.0.0.1", port: port), board: FixedBoard(), limits: limits, logger: logger)
  }

  /// Runs a desk on a free port, and stops it afterwards.
  private func withDesk(
    limits: DeskLimits = .standard, _ work: @Sendable (UInt16) async throws -> Void
  ) async throws {
    let desk = desk(limits: limits)
    let address = try await desk.start()
    let running = Task { try await desk.run() }
    try await work(address.port)
    running.cancel()
    try await running.value
  }

  @Test("it answers over a real socket and goes away when it is cancelled")
  func socket() async throws {
    let desk = desk()
    let port = try await desk.start().port
    let running = Task { try await desk.run() }
    let answer = try await PlainConnection.exchange(
      "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", port: port)
    #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
    #expect(answer.hasSuffix("\r\n\r\nalive\n"))
    running.cancel()
    try await running.value
    await #expect(throws: Refused.self) { try await aside { _ = try PlainConnection(port: port) } }
  }

  @Test("a taken port is named, with the remedy")
  func portTaken() async throws {
    try await withDesk { port in
      let error = await #expect(throws: DeskError.self) { try await desk(port: port).start() }
      #expect(error?.code == .portTaken)
      #expect(error?.message.contains("127.0.0.1:\(port)") == true)
      #expect(error?.message.contains("desk.listen") == true)
      await #expect(throws: DeskError.self) { try await desk(port: port).run() }
    }
  }

  @Test("an address that is not ours is named, with the remedy")
  func strangeAddress() async throws {
    let desk = DeskServer(listen: DeskAddress(host: "192.0.2.1", port: 0), board: FixedBoard(), logger: logger)
    let error = await #expect(throws: DeskError.self) { try await desk.start() }
    #expect(error?.code == .noSuchAddress)
  }

  @Test("header fields beyond the limit end the connection with 400 or 431")
  func headers() async throws {
    try await withDesk { port in
      let field = String(repeating: "a", count: 40_000)
      let answer = try await PlainConnection.exchange(
        "GET /healthz HTTP/1.1\r\nHost: x\r\nX: \(field)\r\n\r\n", port: port)
      #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 4"), "\(answer.prefix(100))")
      #expect(!answer.contains("200 OK"))
    }
  }

  @Test("a body that never ends is not read to its end")
  func endlessBody() async throws {
    try await withDesk { port in
      let sent = try await aside {
        let connection = try PlainConnection(port: port)
        connection.send("POST /metrics HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        let chunk = "8000\r\n" + String(repeating: "a", count: 0x8000) + "\r\n"
        var sent = 0
        // Far more than any socket buffer holds; the desk stops it long before.
        while sent < 3000, connection.send(chunk) > 0 { sent += 1 }
        return sent
      }
      #expect(sent < 3000)
    }
  }

  @Test("a body that is announced too large is refused at once")
  func announcedBody() async throws {
    try await withDesk { port in
      let answer = try await PlainConnection.exchange(
        "POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000000\r\n\r\n", port: port)
      #expect(answer.hasPrefix("HTTP/1.1 413 "))
    }
  }

  @Test("an address prints as it is typed")
  func addresses() {
    #expect(DeskAddress(host: "::1", port: 80).description == "[::1]:80")
    #expect(DeskAddress(host: "localhost", port: 8080).description == "localhost:8080")
  }
}
