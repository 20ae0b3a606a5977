internal import NIOCore
internal import NIOHTTP1
internal import NIOWebSocket

/// The HTTP side of SIP over WebSockets: whom we let in, and what the others are told (RFC 7118 §4.1, RFC 6455 §4.2).
///
/// The subprotocol must be `sip` and the path `/` or `/ws`. `Origin` is not looked at: it tells what page a browser
/// shows, and here whoever connects proves who they are by digest, with a password that no page has unless the user
/// has typed it there.
enum WebSocketUpgrade {
  static let subprotocol = "sip"
  static let paths: Set<Substring> = ["/", "/ws"]

  /// Puts HTTP on a channel; `onUpgrade` takes over once it has become a WebSocket.
  static func configure(
    _ channel: any Channel, limits: ConnectionLimits,
    onUpgrade: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
  ) throws {
    let upgrader = NIOWebSocketServerUpgrader(
      maxFrameSize: limits.webSocketMessageOctets,
      shouldUpgrade: { channel, head in
        let headers = WebSocketRefusal(head) == nil ? HTTPHeaders([("Sec-WebSocket-Protocol", subprotocol)]) : nil
        return channel.eventLoop.makeSucceededFuture(headers)
      },
      upgradePipelineHandler: { channel, _ in
        if let refusing = try? channel.pipeline.syncOperations.handler(type: WebSocketRefusingHandler.self) {
          _ = channel.pipeline.syncOperations.removeHandler(refusing)
        }
        return onUpgrade(channel)
      })
    var decoding = NIOHTTPDecoderLimitConfiguration()
    decoding.maxHeaderFieldSize = limits.upgradeOctets
    decoding.maxHeaderListSize = limits.upgradeOctets
    decoding.maxHeaderFieldCount = 64
    try channel.pipeline.syncOperations.configureHTTPServerPipeline(
      withPipeliningAssistance: false, withServerUpgrade: (upgraders: [upgrader], completionHandler: { _ in }),
      withErrorHandling: true, withOutboundHeaderValidation: true, withEncoderConfiguration: .init(),
      withDecoderLimitConfiguration: decoding)
    try channel.pipeline.syncOperations.addHandler(WebSocketRefusingHandler())
  }
}

/// Why an HTTP request does not become a WebSocket of ours.
struct WebSocketRefusal {
  let status: HTTPResponseStatus
  let sentence: String
  private(set) var headers = HTTPHeaders()

  /// Nil when nothing is wrong with the request.
  init?(_ head: HTTPRequestHead) {
    let path = head.uri.prefix { $0 != "?" }
    let protocols = head.headers[canonicalForm: "Sec-WebSocket-Protocol"]
    if !WebSocketUpgrade.paths.contains(path) {
      (status, sentence) = (.notFound, "SIP over WebSockets is at /")
    } else if !head.headers[canonicalForm: "Upgrade"].contains(where: { $0.lowercased() == "websocket" }) {
      (status, sentence) = (.upgradeRequired, "This is SIP over WebSockets (RFC 7118)")
      headers.add(name: "Upgrade", value: "websocket")
    } else if !head.headers[canonicalForm: "Connection"].contains(where: { $0.lowercased() == "upgrade" }) {
      (status, sentence) = (.badRequest, "Connection: Upgrade is missing")
    } else if head.headers["Sec-WebSocket-Version"] != ["13"] {
      (status, sentence) = (.upgradeRequired, "The version of the WebSocket must be 13")
      headers.add(name: "Upgrade", value: "websocket")
      headers.add(name: "Sec-WebSocket-Version", value: "13")
    } else if !protocols.contains(where: { $0.lowercased() == WebSocketUpgrade.subprotocol }) {
      (status, sentence) = (.badRequest, "The subprotocol must be sip")
    } else {
      return nil
    }
  }

  /// For a request that is wrong in some other way: no proper key, no GET.
  static let malformed = WebSocketRefusal(.badRequest, "This is no proper WebSocket upgrade")

  private init(_ status: HTTPResponseStatus, _ sentence: String) {
    (self.status, self.sentence) = (status, sentence)
  }
}

/// Answers every request that has not become a WebSocket, and closes.
final class WebSocketRefusingHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private var hasAnswered = false

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .head(let head) = unwrapInboundIn(data), !hasAnswered else { return }
    hasAnswered = true
    let refusal = WebSocketRefusal(head) ?? .malformed
    let body = ByteBuffer(string: refusal.sentence + "\n")
    var headers = refusal.headers
    headers.add(name: "Content-Type", value: "text/plain")
    headers.add(name: "Content-Length", value: "\(body.readableBytes)")
    headers.add(name: "Connection", value: "close")
    context.write(
      wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: refusal.status, headers: headers))),
      promise: nil)
    context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
    let bound = context.loopBound
    context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in bound.value.close(promise: nil) }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // What is wrong with an upgrade is answered: the request itself follows.
    guard !(error is NIOWebSocketUpgradeError), !(error is HTTPServerUpgradeErrors) else { return }
    context.close(promise: nil)
  }
}
