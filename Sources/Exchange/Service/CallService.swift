import CallStore
import Logging
import MediaTransport
import ServiceLifecycle
import SIPTransport
import Synchronization
import Timekeeping
import UnixSignals

/// Takes calls; on shutdown it takes no more, lets the running ones end within a bound, and ends the rest.
final class CallService: Service {
  private let context: CallContext
  private let store: CallStore
  private let drain: Duration
  private let draining = Atomic(false)
  private let hurried = Atomic(false)

  init(context: CallContext, store: CallStore, drain: Duration) {
    self.context = context
    self.store = store
    self.drain = drain
  }

  /// Whether new calls are refused because the service is about to stop.
  var isDraining: Bool { draining.load(ordering: .relaxed) }

  private var isHurried: Bool { hurried.load(ordering: .relaxed) }

  func run() async throws {
    let context = context
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await context.roster.run(updating: context.sip) }
      group.addTask { await context.lamps.run(of: context.roster, over: context.sip) }
      group.addTask {
        await context.lastAgents.recall(from: self.store, at: context.clocks.reading.wall, logger: context.logger)
      }
      group.addTask { await context.schedules.run() }
      group.addTask { await ReleaseWatch(context: context).run() }
      group.addTask { await context.orders.run(in: context) }
      group.addTask { await self.hurryOnSecondSignal() }
      await withGracefulShutdownHandler {
        await takeCalls()
      } onGracefulShutdown: {
        self.beginDrain()
      }
      group.cancelAll()
    }
    await lastWords()
    await context.sip.stop()
    context.media.stop()
  }

  /// The calls live where SIP lives: they speak with it all the time, and with little else.
  private func takeCalls() async {
    let context = context
    await withTaskExecutorPreference(context.sip.taskExecutor) {
      await withTaskGroup(of: Void.self) { group in
        group.addTask { await context.alarms.run() }
        group.addTask { await context.floor.run() }
        await context.reception.run(in: context)
        group.cancelAll()
      }
    }
  }

  /// Every BYE and CANCEL may have to be said again: lets SIP finish what it has begun, within a bound.
  private func lastWords() async {
    let patience = context.clocks.reading.moment + .seconds(4)
    while context.sip.gauges().sessionsInAll > 0, context.clocks.reading.moment < patience, !isHurried {
      try? await Task.sleep(for: .milliseconds(50))
    }
  }

  private func beginDrain() {
    draining.store(true, ordering: .relaxed)
    context.logger.notice("draining", metadata: ["calls": "\(context.reception.liveCalls)"])
    // After the endpoint has closed its doors: a call that it let in before is in the reception's inbox by then.
    context.sip.drain { [reception = context.reception] in reception.closeWhenEmpty() }
    Task { [context, drain] in
      try? await Task.sleep(for: drain)
      context.reception.endCalls()
    }
  }

  /// Who asks twice to stop does not want to wait for the calls.
  private func hurryOnSecondSignal() async {
    var signals = 0
    for await _ in await UnixSignalsSequence(trapping: .sigterm, .sigint) {
      signals += 1
      guard signals > 1 else { continue }
      hurried.store(true, ordering: .relaxed)
      context.reception.endCalls()
    }
  }
}
