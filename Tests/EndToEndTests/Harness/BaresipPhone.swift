import Foundation
import Glibc
import Synchronization

/// baresip, as a caller's or an agent's phone: it speaks a tone and records what it hears.
final class BaresipPhone: Sendable {
  /// How it answers.
  enum Answering: String, Sendable {
    case automatic = "auto"
    case manual
  }

  /// Whether it speaks SRTP with keys in its session description.
  enum MediaEncryption: String, Sendable {
    /// Offers it in `RTP/AVP` and does without where it must.
    case optional = "srtp"
    /// Offers `RTP/SAVP` and takes nothing else.
    case mandatory = "srtp-mand"
    /// Offers `RTP/SAVPF` and takes nothing else.
    case mandatoryWithFeedback = "srtp-mandf"
  }

  let program: Program
  private let folder: String
  private let controlPort: UInt16
  private let control: UDPPort
  /// Where the lines of the call that was dialled last begin.
  private let firstLineOfCall = Mutex(0)

  /// Starts it and waits until it is ready.
  ///
  /// - Parameters:
  ///   - place: 0, 1, 2 …: decides its ports.
  ///   - agent: whose phone it is; it registers then. A caller's does not.
  ///   - tone: what it says, in hertz.
  ///   - says: what it says instead.
  ///   - showsMessages: whether it subscribes to its account's messages and says how many there are.
  ///   - proxy: the SIP URI through which all its requests go.
  static func start(
    in bed: TestBed, place: Int, agent: TestAgent? = nil, password: String? = nil, answering: Answering = .automatic,
    tone: Double = 440, says: ToneFile? = nil, codec: String = "pcmu", encryption: MediaEncryption? = nil,
    showsMessages: Bool = false, proxy: String? = nil
  ) async throws -> BaresipPhone {
    let name = agent.map { "phone of \($0.id)" } ?? "caller's phone \(place)"
    let folder = try bed.makeFolder("phone-\(place)")
    let recordings = try bed.makeFolder("phone-\(place)/recordings")
    try (says ?? ToneFile(frequency: tone, seconds: 60)).write(to: URL(filePath: folder + "/tone.wav"))
    let controlPort = UInt16(5550 + place)
    let configuration =
      configuration(
        port: 5070 + 10 * place, media: 30000 + 200 * place, control: controlPort, folder, recordings)
      + (showsMessages ? "module_app mwi.so\n" : "")
    try Data(configuration.utf8).write(to: URL(filePath: folder + "/config"))
    let account = account(agent, password: password, answering, codec, encryption, proxy)
    try Data(account.utf8).write(to: URL(filePath: folder + "/accounts"))
    let program = try bed.start(name, ["baresip", "-f", folder, "-t", "120"])
    let control = try await UDPPort.open(in: bed.network, host: "127.0.0.1")
    let phone = BaresipPhone(program: program, folder: recordings, controlPort: controlPort, control: control)
    try await program.waitForLine(containing: "baresip is ready.")
    return phone
  }

  private init(program: Program, folder: String, controlPort: UInt16, control: UDPPort) {
    self.program = program
    self.folder = folder
    self.controlPort = controlPort
    self.control = control
  }

  private static func account(
    _ agent: TestAgent?, password: String?, _ answering: Answering, _ codec: String, _ encryption: MediaEncryption?,
    _ proxy: String?
  ) -> String {
    let common =
      "audio_codecs=\(codecs(codec));answermode=\(answering.rawValue)"
      + (encryption.map { ";mediaenc=\($0.rawValue)" } ?? "")
      + (proxy.map { ";outbound=\"\($0)\"" } ?? "")
    guard let agent else { return "<sip:secretcaller@\(TestNetwork.serviceAddress)>;regint=0;\(common)\n" }
    return "<sip:\(agent.phone)@\(TestNetwork.serviceAddress):5060>;auth_user=\(agent.phone);"
      + "auth_pass=\(password ?? agent.password);regint=60;\(common)\n"
  }

  /// baresip takes a codec without a rate for one at 8 kHz.
  private static func codecs(_ names: String) -> String {
    names.replacing("g722", with: "g722/16000/1").replacing("opus", with: "opus/48000/2")
  }

  private static func configuration(
    port: Int, media: Int, control: UInt16, _ folder: String, _ recordings: String
  ) -> String {
    """
    net_interface \(TestNetwork.interface)
    sip_listen \(TestNetwork.serviceAddress):\(port)
    rtp_ports \(media)-\(media + 100)
    audio_player aubridge,nil
    audio_alert aubridge,nil
    audio_source aufile,\(folder)/tone.wav
    ausrc_srate 8000
    ausrc_channels 1
    module_path /usr/lib/baresip/modules
    module g711.so
    module g722.so
    module opus.so
    module aubridge.so
    module aufile.so
    module sndfile.so
    module srtp.so
    module cons.so
    module_app account.so
    module_app menu.so
    cons_listen 127.0.0.1:\(control)
    snd_path \(recordings)

    """
  }
}

extension BaresipPhone {
  /// Calls a number of the service and waits until the call is answered; dials again, as a person would, when a machine
  /// that runs other tests, too, is too busy to take it.
  func call(_ number: String) async throws {
    for _ in 0..<4 {
      dial(number)
      let answer = try await nextLine(
        containing: ["Call established", "503 Service Unavailable"], within: .seconds(10))
      if answer.contains("Call established") { return }
      await pause(.seconds(3))
    }
    throw TestFailure("\(program.name) is turned away again and again")
  }

  /// Calls a number of the service.
  func dial(_ number: String) {
    firstLineOfCall.withLock { $0 = program.lines.all.count }
    tell("d sip:\(number)@\(TestNetwork.serviceAddress)\n")
  }

  /// Presses keys one after the other, as RFC 4733 events of libre's own making.
  func press(_ keys: String) async {
    for key in keys {
      tell(String(key))
      await pause(.milliseconds(250))
    }
  }

  /// Waits until a call has come in.
  func waitUntilItRings() async throws {
    try await program.waitForLine(containing: "Incoming call")
  }

  /// Waits until the other side has ended the call.
  func waitUntilItIsHungUp(within limit: Duration = .seconds(10)) async throws {
    _ = try await nextLine(containing: ["session closed"], within: limit)
  }

  /// The first line of the present call that contains one of `words`.
  private func nextLine(containing words: [String], within limit: Duration) async throws -> String {
    try await program.waitForLine(containingOneOf: words, from: firstLineOfCall.withLock(\.self), within: limit).text
  }

  func answer() { tell("a") }
  func hangUp() { tell("b") }
  func hold() { tell("x") }
  func resume() { tell("X") }

  /// Sends its partner elsewhere, without asking there first (REFER).
  func transfer(to number: String) { tell("t sip:\(number)@\(TestNetwork.serviceAddress)\n") }

  /// Ends the phone, and with it whatever it records.
  func quit() async { await program.stop() }

  /// What it has heard; to be asked after `quit`.
  func heard() throws -> HeardAudio {
    let recordings = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix("-dec.wav") }
    guard let name = recordings.sorted().last else { throw TestFailure("\(program.name) has recorded nothing") }
    return try HeardAudio(folder + "/" + name)
  }

  private func tell(_ words: String) {
    control.send(words, to: controlPort, at: "127.0.0.1")
  }
}
