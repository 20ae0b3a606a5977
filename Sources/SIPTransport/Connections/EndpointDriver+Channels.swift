internal import NIOCore
internal import NIOPosix
internal import NIOSSL
internal import SIPEngine

extension EndpointDriver {
  /// Why a channel is closed before anything has passed on it: the peer has enough connections, or is gone already.
  struct Unwanted: Error {}

  // MARK: Accepted by us

  /// A peer has connected: puts what its transport needs on the channel, or refuses it.
  func accept(_ channel: any Channel, over transport: SIPFlow.Transport) throws {
    guard let local = channel.localAddress.flatMap(TransportAddress.init(_:)),
      let remote = channel.remoteAddress.flatMap(TransportAddress.init(_:)),
      let connection = connections.accept(
        on: channel, as: SIPFlow(transport: transport, local: local, remote: remote))
    else { throw Unwanted() }
    follow(channel, of: connection)
    settleSoon()
    if transport.isSecure {
      guard let context = certificates.contexts?.server else { throw Unwanted() }
      try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
    }
    switch transport {
    case .udp, .tcp, .tls: try addStreamHandler(to: channel, of: connection)
    case .ws, .wss: try addWebSocketHandlers(to: channel, of: connection)
    }
  }

  private func addStreamHandler(to channel: any Channel, of connection: Connection) throws {
    try channel.pipeline.syncOperations.addHandler(
      SIPStreamHandler(connections: connections, connection: connection) { [weak self] in self?.settleSoon() })
  }

  private func addWebSocketHandlers(to channel: any Channel, of connection: Connection) throws {
    let bound = NIOLoopBound((driver: self, connection: connection), eventLoop: loop)
    try WebSocketUpgrade.configure(channel, limits: limits) { channel in
      channel.eventLoop.makeCompletedFuture {
        let (driver, connection) = bound.value
        try channel.pipeline.syncOperations.addHandler(
          SIPWebSocketHandler(connections: driver.connections, connection: connection, limits: driver.limits) {
            [weak driver] in driver?.settleSoon()
          })
      }
    }
  }

  /// Notices when the channel closes, whatever is on it by then.
  private func follow(_ channel: any Channel, of connection: Connection) {
    let bound = NIOLoopBound((driver: self, connection: connection), eventLoop: loop)
    channel.closeFuture.whenComplete { _ in
      let (driver, connection) = bound.value
      driver.connections.closed(connection)
      driver.settleSoon()
    }
  }

  // MARK: Opened by us

  /// Connects to the peer of the flow, from our address of the flow if that is one.
  func open(_ flow: SIPFlow, as connection: Connection) {
    let bound = NIOLoopBound((driver: self, connection: connection), eventLoop: loop)
    do {
      let remote = try SocketAddress(ipAddress: flow.remote.host, port: Int(flow.remote.port))
      var bootstrap = ClientBootstrap(group: loop)
        .connectTimeout(TimeAmount(limits.connecting))
        .channelOption(.tcpOption(.tcp_nodelay), value: 1)
        .channelOption(.writeBufferWaterMark, value: waterMark)
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            let (driver, connection) = bound.value
            try driver.dress(channel, for: connection)
          }
        }
      if let local = flow.sourceAddress { bootstrap = bootstrap.bind(to: local) }
      bootstrap.connect(to: remote).whenFailure { error in
        let (driver, connection) = bound.value
        driver.connections.failed(connection, because: error)
        driver.settleSoon()
      }
    } catch {
      connections.failed(connection, because: error)
    }
  }

  private func dress(_ channel: any Channel, for connection: Connection) throws {
    if connection.flow.transport.isSecure {
      guard let context = certificates.contexts?.client else { throw Unwanted() }
      let domain = connection.flow.domain.flatMap { IPAddress($0) == nil ? $0 : nil }
      try channel.pipeline.syncOperations.addHandler(NIOSSLClientHandler(context: context, serverHostname: domain))
    }
    try addStreamHandler(to: channel, of: connection)
    follow(channel, of: connection)
  }

  /// A channel that has more than this to send says so, and its connection is closed.
  var waterMark: ChannelOptions.Types.WriteBufferWaterMark {
    .init(low: limits.waitingOctets / 2, high: limits.waitingOctets)
  }
}

extension SIPFlow {
  /// The address that a connection of ours leaves from; nil when any will do.
  fileprivate var sourceAddress: SocketAddress? {
    guard IPAddress(local.host) != nil, local.host != "0.0.0.0", local.host != "::" else { return nil }
    return try? SocketAddress(ipAddress: local.host, port: 0)
  }
}

extension TransportAddress {
  /// Nil for what is no Internet address.
  init?(_ address: SocketAddress) {
    guard let host = address.ipAddress, let port = address.port.flatMap(UInt16.init(exactly:)) else { return nil }
    self.init(host: host, port: port)
  }
}
