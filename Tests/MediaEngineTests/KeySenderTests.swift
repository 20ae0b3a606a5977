import AudioSignal
import MediaEngine
import RTPPackets
import Testing

@Suite("The timetable of keys that are sent")
struct KeySenderTests {
  /// What the next beats are, in short: `5.0` the first frame of a tone, `5-0` of its gap, a dot for anything else.
  private func beats(_ sender: inout KeySender, _ count: Int) -> String {
    (0..<count).map { _ in
      switch sender.beat() {
      case .open: "."
      case .tone(let code, let frame): "\(code).\(frame)"
      case .gap(let code, let frame): "\(code)-\(frame)"
      }
    }.joined(separator: " ")
  }

  @Test("A key is a tone of 100 ms and a gap of 60 ms; the next follows at once")
  func keys() {
    var sender = KeySender()
    #expect(!sender.isBusy && !sender.isSounding)
    sender.press(["5", "#"])
    #expect(sender.isBusy && !sender.isSounding)
    #expect(beats(&sender, 7) == "5.0 5.1 5.2 5.3 5.4 5-0 5-1")
    #expect(sender.isSounding)
    // The gap belongs to the key as long as another follows.
    #expect(beats(&sender, 1) == "5-2")
    #expect(sender.isSounding)
    #expect(beats(&sender, 8) == "11.0 11.1 11.2 11.3 11.4 11-0 11-1 11-2")
    #expect(!sender.isSounding)
    #expect(beats(&sender, 2) == ". .")
    #expect(!sender.isBusy)
  }

  @Test("A comma, or p, is two seconds in which others are heard", arguments: [",", "p"] as [Character])
  func pauses(pause: Character) {
    var sender = KeySender()
    sender.press([pause, "1"])
    for _ in 0..<100 {
      #expect(sender.beat() == .open)
      #expect(sender.isBusy && !sender.isSounding)
    }
    #expect(sender.beat() == .tone(code: 1, frame: 0))
  }

  @Test("Presses queue up in their order, at most 32, and what is no key is left out")
  func queue() {
    var sender = KeySender()
    sender.press(Array("1x 2"))
    sender.press(Array("3"))
    #expect(beats(&sender, 17).hasSuffix("2-2 3.0"))
    sender.press(Array(repeating: "4", count: 40))
    var pressed = 0
    while sender.isBusy { if case .tone(_, 0) = sender.beat() { pressed += 1 } }
    #expect(pressed == 32)
  }

  @Test("What is interrupted is over; what waits goes on waiting")
  func interrupted() {
    var sender = KeySender()
    sender.press(["1", "2"])
    _ = beats(&sender, 2)
    sender.interrupt()
    sender.interrupt()
    #expect(beats(&sender, 2) == "2.0 2.1")
  }
}
