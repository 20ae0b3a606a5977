import Dispatch

/// Work that takes long, one piece after the other on a thread of its own, so that neither calls nor audio wait for it.
struct WorkBench: Sendable {
  private let queue: DispatchQueue

  init(_ name: String) {
    queue = DispatchQueue(label: name, qos: .utility)
  }

  func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: work()) }
    }
  }
}
