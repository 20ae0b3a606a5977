import CallQueues
import Logging
import MediaTransport
import ServiceLifecycle
import SIPTransport
import Synchronization
import UnixSignals

/// Takes calls; on shutdown it takes no more, lets the running ones end within a bound, and ends the rest.
final class CallService: Service {
  private let context: CallContext
  private let drain: Duration
  private let draining = Atomic(false)

  init(context: CallContext, drain: Duration) {
    self.context = context
    self.drain = drain
  }

  /// Whether new calls are refused because the service is about to stop.
  var isDraining: Bool { draining.load(ordering: .relaxed) }

  func run() async throws {
    let context = context
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await context.alarms.run() }
      group.addTask { await context.floor.run() }
      group.addTask { await context.roster.run(updating: context.sip) }
      group.addTask { await context.shelf.speakAhead() }
      group.addTask { await self.reloadOnHangUpSignal() }
      group.addTask { await self.hurryOnSecondSignal() }
      await withGracefulShutdownHandler {
        await context.reception.run(in: context)
      } onGracefulShutdown: {
        self.beginDrain()
      }
      group.cancelAll()
    }
    await context.sip.stop()
    context.media.stop()
  }

  private func beginDrain() {
    draining.store(true, ordering: .relaxed)
    context.logger.notice("draining", metadata: ["calls": "\(context.reception.liveCalls)"])
    context.sip.drain()
    context.reception.post(.closeWhenEmpty)
    Task { [context, drain] in
      try? await Task.sleep(for: drain)
      context.reception.post(.endCalls)
    }
  }

  /// Who asks twice to stop does not want to wait for the calls.
  private func hurryOnSecondSignal() async {
    var signals = 0
    for await _ in await UnixSignalsSequence(trapping: .sigterm, .sigint) {
      signals += 1
      if signals > 1 { context.reception.post(.endCalls) }
    }
  }

  /// SIGHUP: the flows and prompts on disk become the release of the calls to come, if they check.
  private func reloadOnHangUpSignal() async {
    for await _ in await UnixSignalsSequence(trapping: .sighup) where await context.shelf.reload() {
      await context.floor.handle(.queues(Array(await context.shelf.current.queues.values)))
      await context.shelf.speakAhead()
    }
  }
}
