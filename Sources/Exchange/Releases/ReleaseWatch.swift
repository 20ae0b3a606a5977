import CallQueues
import FlowLibrary
import SIPTransport
import Timekeeping
import UnixSignals

/// Looks after the release while the service runs: what an operator saves, or goes back to, is the release of the calls to
/// come, if it checks.
struct ReleaseWatch: Sendable {
  let context: CallContext
  private let bell: AsyncStream<Void>
  private let bellRope: AsyncStream<Void>.Continuation

  init(context: CallContext) {
    self.context = context
    (bell, bellRope) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  func run() async {
    bellRope.yield()
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await context.shelf.keepCurrent() }
      group.addTask { await speakAhead() }
      group.addTask { await reloadOnHangUpSignal() }
      group.addTask { await reloadWhenFilesChange() }
    }
  }

  /// SIGHUP: the certificate on disk is that of the connections to come, too, if it can be used.
  private func reloadOnHangUpSignal() async {
    for await _ in await UnixSignalsSequence(trapping: .sighup) {
      context.sip.reloadCertificate()
      await reload(evenIfSame: true)
    }
  }

  private func reloadWhenFilesChange() async {
    let shelf = context.shelf
    var watch = TreeWatch(known: shelf.firstSight)
    while !Task.isCancelled {
      try? await Task.sleep(for: watch.nextLook)
      guard watch.see(shelf.sight(), at: context.clocks.reading.moment) else { continue }
      await reload(evenIfSame: false)
    }
  }

  private func reload(evenIfSame: Bool) async {
    guard await context.shelf.reload(evenIfSame: evenIfSame) else { return }
    context.floor.handle(.queues(Array(context.shelf.current.queues.values)))
    await context.shelf.keepCurrent()
    bellRope.yield()
  }

  /// Beside the others, so that it keeps no release waiting.
  private func speakAhead() async {
    for await _ in bell { await context.shelf.speakAhead() }
  }
}
