import HTTPTypes
import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
import ServiceLifecycle

/// The desk's HTTP server: `/metrics`, `/healthz` and `/readyz` for now.
///
/// `start()` takes the port, so that a taken one is known before anything else happens; `run()` serves until the task
/// is cancelled or a graceful shutdown begins. On shutdown connections are closed at once: nothing the desk answers
/// takes long.
package actor DeskServer: Service {
  /// Where it was told to listen.
  package nonisolated let listen: DeskAddress

  private let application: Application<DeskResponder>
  private let beginnings: AsyncStream<Beginning>
  private let announce: AsyncStream<Beginning>.Continuation
  private var serving: Task<Void, Never>?

  /// What becomes of a start: the address taken, or the error.
  private typealias Beginning = Result<DeskAddress, DeskError>

  package init(listen: DeskAddress, board: some DeskBoard, limits: DeskLimits = .standard, logger: Logger) {
    self.listen = listen
    let (beginnings, announce) = AsyncStream.makeStream(of: Beginning.self)
    self.beginnings = beginnings
    self.announce = announce
    // Every request of an unknown client would be in the log, and every connection closed on shutdown as an error.
    var quiet = logger
    quiet.logLevel = .critical
    application = Application(
      responder: DeskResponder(board: board, limits: limits), server: Self.server(limits),
      configuration: ApplicationConfiguration(
        address: .hostname(listen.host, port: Int(listen.port)),
        availableConnectionsDelegate: .maximum(limits.connections, logger: quiet)),
      onServerRunning: { channel in
        let port = channel.localAddress?.port.flatMap { UInt16(exactly: $0) }
        announce.yield(.success(DeskAddress(host: listen.host, port: port ?? listen.port)))
      }, logger: quiet)
  }

  /// Takes the port and begins to serve; returns where. To be called once.
  @discardableResult
  package func start() async throws(DeskError) -> DeskAddress {
    precondition(serving == nil, "the desk is started once")
    serving = Task { [application, announce, listen] in
      do {
        try await application.run()
      } catch is CancellationError {
        // It was told to stop.
      } catch {
        announce.yield(.failure(DeskError(error, listening: listen)))
      }
      announce.finish()
    }
    for await beginning in beginnings { return try beginning.get() }
    throw DeskError(CancellationError(), listening: listen)
  }

  /// Serves until the task is cancelled or a graceful shutdown begins.
  package func run() async throws {
    if serving == nil { try await start() }
    guard let serving else { return }
    await withTaskCancellationOrGracefulShutdownHandler {
      await serving.value
    } onCancelOrGracefulShutdown: {
      serving.cancel()
    }
  }

  private static func server(_ limits: DeskLimits) -> HTTPServerBuilder {
    .http1(
      configuration: HTTP1Channel.Configuration(
        idleTimeout: .nanoseconds(Int64(limits.idle / .nanoseconds(1))),
        httpDecoderConfiguration: .init(
          maxHeaderFieldSize: limits.headers, maxHeaderListSize: limits.headers,
          maxHeaderFieldCount: limits.headerFields)))
  }
}
