import HTTPTypes
package import Hummingbird

/// Answers the desk's requests: the figures, and whether the service lives and takes calls.
package struct DeskResponder: HTTPResponder {
  package typealias Context = BasicRequestContext

  let board: any DeskBoard
  let limits: DeskLimits

  package init(board: any DeskBoard, limits: DeskLimits) {
    self.board = board
    self.limits = limits
  }

  package func respond(to request: Request, context: Context) async throws -> Response {
    guard await takesBody(of: request) else { return Self.secured(tooLarge) }
    var response = await answer(request)
    if request.method == .head { response = response.createHeadResponse() }
    return Self.secured(response)
  }

  private func answer(_ request: Request) async -> Response {
    let answer: Response
    switch request.uri.path {
    case "/metrics":
      let text = PrometheusText.write(await board.metrics())
      answer = Self.plain(.ok, text, contentType: PrometheusText.contentType)
    case "/healthz":
      answer = Self.plain(.ok, "alive\n")
    case "/readyz":
      answer = Self.readiness(await board.readiness())
    default:
      return Self.plain(.notFound, "There is nothing here; try /metrics, /healthz or /readyz.\n")
    }
    guard request.method == .get || request.method == .head else {
      var refusal = Self.plain(.methodNotAllowed, "This can only be read.\n")
      refusal.headers[.allow] = "GET, HEAD"
      return refusal
    }
    return answer
  }

  /// Reads what has come with the request, and throws it away; false when there is too much of it.
  private func takesBody(of request: Request) async -> Bool {
    if let length = request.headers[.contentLength], Int(length).map({ $0 > limits.body }) ?? true { return false }
    return (try? await request.body.collect(upTo: limits.body)) != nil
  }

  /// The connection is closed with it: what else comes on it is more of the same.
  private var tooLarge: Response {
    let text = ByteBuffer(string: "At most \(limits.body) octets are taken.\n")
    let body = ResponseBody(contentLength: text.readableBytes) { writer in
      try await writer.write(text)
      try await writer.finish(nil)
      throw ConnectionIsOver()
    }
    return Response(
      status: .contentTooLarge, headers: [.contentType: Self.plainText, .connection: "close"], body: body)
  }

  private struct ConnectionIsOver: Error {}

  private static let plainText = "text/plain; charset=utf-8"

  private static func readiness(_ readiness: Readiness) -> Response {
    switch readiness {
    case .ready: plain(.ok, "ready\n")
    case .notReady(let reason): plain(.serviceUnavailable, "not ready: \(reason)\n")
    }
  }

  private static func plain(
    _ status: HTTPResponse.Status, _ text: String, contentType: String = plainText
  ) -> Response {
    Response(
      status: status, headers: [.contentType: contentType],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }

  /// No browser is to guess, keep, frame or run anything of it.
  private static func secured(_ response: Response) -> Response {
    var response = response
    response.headers[.cacheControl] = "no-store"
    response.headers[.contentSecurityPolicy] = "default-src 'none'; frame-ancestors 'none'"
    response.headers[.xContentTypeOptions] = "nosniff"
    for (name, value) in [
      ("Referrer-Policy", "no-referrer"), ("X-Frame-Options", "DENY"), ("Cross-Origin-Resource-Policy", "same-origin"),
    ] {
      if let name = HTTPField.Name(name) { response.headers[name] = value }
    }
    return response
  }
}
