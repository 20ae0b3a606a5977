import CallFlows
import Testing
import Timekeeping

/// A caller leaves a message.
struct RecordTests {
  private func flow(
    _ action: Action = .record(keep: "voicemail", queue: "support", then: .step("thanks"), empty: .step("again")),
    anywhere: [Key: AnywhereAction] = [.zero: .go(.step("person")), .star: .repeat]
  ) -> Flow {
    desk(
      [
        ("message", action), ("thanks", .say("thanks", then: .hangUp)), ("again", .say("nothing-heard", then: .hangUp)),
      ], anywhere: anywhere)
  }

  /// A caller who has heard the prompt and the tone.
  private func speaking(_ flow: Flow) -> Telephone {
    var phone = Telephone.dialling(flow)
    phone.hearOut()
    return phone
  }

  @Test func `The prompt and the tone are one playback, and the message begins at its end`() {
    var phone = Telephone(flow())
    #expect(phone.tell(.started) == ["· visited message record", "play! leave-a-message/en beep"])
    #expect(phone.hearOut() == ["record 180.0 s for support"])
    #expect(phone.machine.nextDeadline == .zero + .seconds(190))
  }

  @Test func `The end key ends it, and the flow goes on when it is kept`() {
    var phone = speaking(flow())
    #expect(phone.press("5#") == ["end of recording"])
    #expect(phone.press("#") == [])
    #expect(
      phone.tell(.recordingEnded(.kept(name: "c-1"))) == [
        "· kept voicemail=c-1", "· outcome message then", "· visited thanks say", "play thanks/en",
      ])
  }

  @Test func `It may end by itself, too long or silent`() {
    var phone = speaking(flow())
    #expect(phone.tell(.recordingEnded(.kept(name: "c-1"))).heard == ["play thanks/en"])
  }

  @Test func `Where nothing was said the flow goes to empty, else to then`() {
    var phone = speaking(flow())
    #expect(phone.tell(.recordingEnded(.empty)).heard == ["play nothing-heard/en"])
    var other = speaking(flow(.record(then: .step("thanks"))))
    #expect(
      other.tell(.recordingEnded(.empty)) == ["· outcome message then", "· visited thanks say", "play thanks/en"])
  }

  @Test func `The end key during the prompt skips to the tone; without a tone the message begins`() {
    var phone = Telephone.dialling(flow())
    #expect(phone.press("#") == ["stop", "play! beep"])
    #expect(phone.hearOut() == ["record 180.0 s for support"])
    var mute = Telephone.dialling(flow(.record(beep: false, then: .step("thanks"))))
    #expect(mute.press("#") == ["stop", "record 180.0 s"])
  }

  @Test func `The end key pressed ahead skips the prompt, and other keys mean nothing`() {
    var phone = Telephone(flow())
    phone.press("7#")
    #expect(phone.tell(.started).heard == ["play! beep"])
    #expect(phone.press("7") == [])
  }

  @Test func `Before the tone the keys of anywhere work as ever`() {
    var phone = Telephone.dialling(flow())
    #expect(phone.press("*").heard == ["stop", "play! leave-a-message/en beep"])
    #expect(phone.press("0").heard == ["stop", "enter support"])
  }

  @Test func `A key of anywhere that leads on ends the message, which is kept, and is followed then`() {
    var phone = speaking(flow())
    #expect(phone.press("*") == [])
    #expect(phone.press("0") == ["end of recording"])
    #expect(
      phone.tell(.recordingEnded(.kept(name: "c-1"))) == [
        "· kept voicemail=c-1", "· keyed message 0", "· outcome message 0", "· visited person queue", "enter support",
      ])
  }

  @Test func `What could not be kept is a fault of ours`() {
    var phone = speaking(flow())
    let lines = phone.tell(.recordingEnded(.failed("the disk is full")))
    #expect(lines == ["· fault message the disk is full", "· visited person queue", "enter support"])
  }

  @Test func `Who hears nothing of the recorder for too long goes to failed, and the recorder is told`() {
    var phone = speaking(flow())
    #expect(phone.wait(.seconds(189)) == [])
    #expect(phone.wait(.seconds(1)).heard == ["end of recording", "enter support"])
    #expect(phone.tell(.recordingEnded(.kept(name: "late"))) == [])
    var ending = speaking(flow())
    ending.press("#")
    #expect(ending.wait(.seconds(10)).heard == ["enter support"])
  }

  @Test func `A fault while the caller speaks ends the recording`() {
    var phone = speaking(flow())
    #expect(phone.tell(.failed("media")).heard == ["end of recording", "enter support"])
  }

  @Test func `A hang-up ends the flow in this step`() {
    var phone = speaking(flow())
    #expect(phone.tell(.callerHungUp) == ["· ended left at message"])
  }

  @Test func `Nobody's message in particular is one for the queue in which the caller waited last`() {
    let busy = desk(
      [
        ("agents", .queue("support", timeout: .step("message"))),
        ("message", .record(then: .hangUp)),
      ])
    var phone = Telephone.dialling(busy)
    phone.tell(.queue(.timeout))
    #expect(phone.hearOut() == ["record 180.0 s for support"])
  }

  @Test func `A secret is announced before it is keyed and until it is over`() {
    var phone = Telephone(
      desk([
        ("pin", .ask("pin", 2...2, secret: true, then: .step("main"))), ("main", .menu("main-menu", ["1": .hangUp])),
      ]))
    #expect(phone.tell(.started).heard == ["play pin/en", "secret"])
    #expect(phone.press("1").heard == ["stop"])
    #expect(phone.press("2").heard == ["play main-menu/en", "no secret any more"])
    #expect(phone.press("1").heard == ["stop", "hang up"])
  }
}
