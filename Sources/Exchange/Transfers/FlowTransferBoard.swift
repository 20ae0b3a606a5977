import CallControl
import Synchronization

/// How many callers flows transfer at present, for the figures. From any thread.
final class FlowTransferBoard: Sendable {
  private let callers = Mutex<[FlowTransferStage: Int]>([:])

  /// A caller's transfer has come from one stage to another; `nil`: there is none.
  func move(from before: FlowTransferStage?, to now: FlowTransferStage?) {
    callers.withLock { callers in
      if let before { callers[before, default: 0] -= 1 }
      if let now { callers[now, default: 0] += 1 }
    }
  }

  subscript(stage: FlowTransferStage) -> Int { callers.withLock { $0[stage, default: 0] } }
}
