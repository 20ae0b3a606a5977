import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

import WebDesk

/// A board whose words the test chooses.
struct FixedBoard: DeskBoard {
  var state = Readiness.ready
  func metrics() async -> [MetricFamily] {
    [MetricFamily("switchboard_calls", .gauge, help: "Calls in progress.", 2)]
  }
  func readiness() async -> Readiness { state }
}

@Suite("The desk's answers")
struct DeskResponderTests {
  private func ask(
    _ path: String, _ method: HTTPRequest.Method = .get, board: FixedBoard = FixedBoard(), body: ByteBuffer? = nil
  ) async throws -> TestResponse {
    let application = Application(responder: DeskResponder(board: board, limits: .standard))
    return try await application.test(.router) { client in
      try await client.execute(uri: path, method: method, body: body) { $0 }
    }
  }

  @Test("/metrics is Prometheus text")
  func metrics() async throws {
    let response = try await ask("/metrics")
    #expect(response.status == .ok)
    #expect(response.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
    #expect(String(buffer: response.body).hasSuffix("switchboard_calls 2\n"))
    #expect(try await ask("/metrics?name=x").status == .ok)
  }

  @Test("/healthz says that it lives, /readyz whether it takes calls")
  func health() async throws {
    #expect(try await ask("/healthz").status == .ok)
    #expect(try await ask("/readyz").status == .ok)
    let draining = try await ask("/readyz", board: FixedBoard(state: .notReady("draining")))
    #expect(draining.status == .serviceUnavailable)
    #expect(String(buffer: draining.body) == "not ready: draining\n")
    #expect(try await ask("/healthz", board: FixedBoard(state: .notReady("draining"))).status == .ok)
  }

  @Test(
    "everything else is not there, in plain text",
    arguments: [
      "/", "/metrics/", "/METRICS", "//metrics", "/../etc/passwd", "/%6Detrics", "/api/v1/calls", "/readyz%00",
    ]
  )
  func nothing(path: String) async throws {
    let response = try await ask(path)
    #expect(response.status == .notFound)
    #expect(response.headers[.contentType] == "text/plain; charset=utf-8")
    #expect(!String(buffer: response.body).contains("passwd"))
  }

  @Test("only reading is allowed; HEAD has no body")
  func methods() async throws {
    for method in [HTTPRequest.Method.post, .put, .delete, .options, .trace] {
      let response = try await ask("/metrics", method)
      #expect(response.status == .methodNotAllowed)
      #expect(response.headers[.allow] == "GET, HEAD")
    }
    let head = try await ask("/healthz", .head)
    #expect(head.status == .ok)
    #expect(head.headers[.contentLength] == "6")
    #expect(head.body.readableBytes == 0)
  }

  @Test("no answer may be guessed at, kept, framed or run", arguments: ["/metrics", "/healthz", "/nothing"])
  func securityHeaders(path: String) async throws {
    let headers = try await ask(path).headers
    #expect(headers[.xContentTypeOptions] == "nosniff")
    #expect(headers[.cacheControl] == "no-store")
    #expect(headers[.contentSecurityPolicy] == "default-src 'none'; frame-ancestors 'none'")
    let others = ["Referrer-Policy", "X-Frame-Options", "Cross-Origin-Resource-Policy"]
    #expect(others.allSatisfy { name in HTTPField.Name(name).flatMap { headers[$0] } != nil })
  }

  @Test("a small body is read and ignored")
  func smallBody() async throws {
    #expect(try await ask("/healthz", body: ByteBuffer(repeating: 0x20, count: 65_536)).status == .ok)
  }
}
