import Benchmarking
import SDPSessions
import Synchronization

/// The packets of as many calls, sent by one `sendto` each from as many sockets at the same pace, and nothing else.
enum Floor {
  /// Seconds of processor time for one call and second.
  static func cost(calls: Int, seconds: Int) async throws -> Double {
    let far = FarSide()
    let ports = (0..<calls).map { _ in far.add(speakingTo: nil, in: .pcmu) }
    far.start()
    let spent = Mutex<Double?>(nil)
    try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
      Worker.start {
        spent.withLock { $0 = send(to: ports, for: seconds) }
        done.resume()
      }
    }
    far.stop()
    return (spent.withLock { $0 } ?? 0) / Double(calls * seconds)
  }

  private static func send(to ports: [UInt16], for seconds: Int) -> Double {
    let sockets = ports.map { _ in LoopbackSocket.open() }
    defer { for socket in sockets { LoopbackSocket.close(socket) } }
    let packet = [UInt8](repeating: 0x55, count: 172)
    var deadline = LoopbackSocket.monotonicNanoseconds()
    let start = ProcessorTime.now()
    for _ in 0..<(seconds * 50) {
      for phase in 0..<20 {
        for index in stride(from: phase, to: ports.count, by: 20) {
          LoopbackSocket.send(packet, from: sockets[index], to: ports[index])
        }
        deadline += 1_000_000
        LoopbackSocket.sleep(until: deadline)
      }
    }
    return ProcessorTime.now() - start
  }
}
