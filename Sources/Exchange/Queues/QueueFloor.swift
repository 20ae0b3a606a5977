import CallControl
import CallQueues
import Synchronization
import Timekeeping

/// The one owner of every decision about who is offered to whom: it hosts the machine of all queues.
///
/// Each decision is one short step under its lock, so that a call need not wait for it.
final class QueueFloor: Sendable {
  fileprivate struct State {
    var machine: QueueMachine
    var holders: [TicketID: CallInbox] = [:]
  }

  private let state: Mutex<State>
  private let clocks: SystemClocks
  private let alarms: AlarmClock
  private let recorder: any CallRecorder
  private let rings: AsyncStream<Void>
  private let ring: AsyncStream<Void>.Continuation

  init(machine: QueueMachine, clocks: SystemClocks, alarms: AlarmClock, recorder: any CallRecorder) {
    state = Mutex(State(machine: machine))
    self.clocks = clocks
    self.alarms = alarms
    self.recorder = recorder
    (rings, ring) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Wakes the machine at its deadlines until the task is cancelled.
  func run() async {
    for await _ in rings { handle(.deadlineReached) }
  }

  /// Hands `input` to the machine. `holder` is told what becomes of the ticket that the input enters, and whether the
  /// agent may be called whom it asks for. From any thread.
  func handle(_ input: QueueInput, from holder: CallInbox? = nil) {
    state.withLock { state in
      if case .enter(let request) = input { state.holders[request.ticket] = holder }
      for effect in state.machine.handle(input, at: clocks.reading) {
        switch effect {
        case .record(let entry): recorder.record(entry)
        case .engagement(let engagement, let granted): holder?.post(.input(.engagement(engagement, granted: granted)))
        case .offer, .withdraw, .connect, .tooLate, .outcome, .place: state.tell(effect)
        }
      }
      if let over = input.ticketItEnds { state.holders[over] = nil }
      alarms.set("queues", at: state.machine.nextDeadline) { [ring] in ring.yield() }
    }
  }

  /// How many callers wait in each queue, and how many agents there are of each status. From any thread.
  var gauges: QueueGauges { state.withLock { $0.machine.gauges } }
}

extension QueueFloor.State {
  fileprivate mutating func tell(_ effect: QueueEffect) {
    guard let (ticket, input) = effect.callInput else { return }
    holders[ticket]?.post(.input(input))
    if case .outcome = effect { holders[ticket] = nil }
  }
}

extension QueueInput {
  /// The ticket of which the call that held it wants to hear no more.
  fileprivate var ticketItEnds: TicketID? {
    switch self {
    case .leave(let ticket, _), .conversationEnded(let ticket): ticket
    case .agents, .queues, .signedIn, .signedOut, .paused, .enter, .offerAccepted, .offerDeclined, .engage, .release,
      .conversationTaken, .deadlineReached:
      nil
    }
  }
}
