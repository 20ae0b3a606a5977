internal import NIOCore
internal import NIOSSL
internal import NIOTLS
internal import SIPEngine
internal import SIPSyntax

/// The last handler of a TCP or TLS channel: octets in, messages out (RFC 3261 §18.3).
final class SIPStreamHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let connections: Connections
  private let connection: Connection
  private let settle: () -> Void
  private var framer = SIPStreamFramer()

  init(connections: Connections, connection: Connection, settle: @escaping () -> Void) {
    self.connections = connections
    self.connection = connection
    self.settle = settle
  }

  func channelActive(context: ChannelHandlerContext) {
    if connection.side == .opened { connections.connected(connection, context.channel) }
    if !connection.flow.transport.isSecure { connections.ready(connection) }
    settle()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .handshakeCompleted? = event as? TLSUserEvent {
      if isGenuine(context) {
        connections.ready(connection)
      } else {
        connections.failed(connection, because: SIPTransportError.foreignCertificate(of: connection.flow))
      }
      settle()
    }
    context.fireUserInboundEventTriggered(event)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let outputs = framer.feed(Array(unwrapInboundIn(data).readableBytesView))
    connections.received(outputs, on: connection, isWithinMessage: framer.isWithinMessage)
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    settle()
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if !context.channel.isWritable { connections.isNotReading(connection) }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // Many peers close without TLS's goodbye.
    if case .uncleanShutdown? = error as? NIOSSLError {
      connections.closed(connection)
    } else {
      connections.failed(connection, because: error)
    }
    settle()
  }

  func channelInactive(context: ChannelHandlerContext) {
    connections.closed(connection)
    settle()
  }

  /// Whether the peer of a connection of ours has shown a certificate for the domain that we want (RFC 5922 §7.3). Who
  /// signed it, and for how long, has been checked before.
  private func isGenuine(_ context: ChannelHandlerContext) -> Bool {
    guard connection.side == .opened else { return true }
    guard let handler = try? context.pipeline.syncOperations.handler(type: NIOSSLClientHandler.self),
      let certificate = handler.peerCertificate
    else { return false }
    return CertificateNames(certificate).speak(for: connection.flow.domain ?? connection.flow.remote.host)
  }
}
