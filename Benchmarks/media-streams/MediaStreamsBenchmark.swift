import AudioSignal
import Benchmarking

/// What a running call costs the media thread, by what goes on in it, beside sending the packets of one call and nothing
/// else.
///
///     media-streams [CALLS [SECONDS [WORDS-OF-A-SCENE]]]
///
/// Both sides of the sockets are in this process; only the media thread is counted, by the kernel's own account.
@main
struct MediaStreamsBenchmark {
  static func main() async throws {
    let arguments = CommandLine.arguments.dropFirst()
    let calls = arguments.first.flatMap { Int($0) } ?? 200
    let seconds = arguments.dropFirst().first.flatMap { Int($0) } ?? 8
    let wanted = arguments.dropFirst(2).joined(separator: " ")
    let tune = WaitingTune.audio(also: [.linear, .opus])
    let floor = try await Floor.cost(calls: calls, seconds: seconds)
    print(
      "\(calls) calls for \(seconds) s; the floor, 50 packets sent a second: \(fixed(floor * 1_000, places: 4)) ms\n")
    print("".padded(to: 44), "ms per call and s", "  × floor", "  packets/s", separator: "")
    for scene in Scene.all where wanted.isEmpty || scene.name.contains(wanted) {
      let (time, packets) = try await scene.cost(calls: calls, seconds: seconds, tune: tune)
      print(
        scene.name.padded(to: 44), fixed(time * 1_000, places: 4).padded(to: 17, atEnd: false),
        fixed(time / floor, places: 1).padded(to: 9, atEnd: false),
        fixed(packets, places: 1).padded(to: 11, atEnd: false), separator: "")
    }
  }
}
