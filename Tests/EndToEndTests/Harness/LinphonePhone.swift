import Foundation
import Glibc

/// linphonec, as an agent's phone over TLS: it answers whoever calls, calls when it is told to, and says a tone, or
/// nothing.
final class LinphonePhone: Sendable {
  let program: Program
  private let commands: CInt
  private let folder: String

  /// Starts it; it registers by itself.
  ///
  /// - Parameters:
  ///   - authority: must have signed the service's certificate.
  ///   - tone: what it says in its calls, in hertz; what it hears is recorded then.
  static func start(
    in bed: TestBed, agent: TestAgent, trusting authority: TestAuthority, tone: Double? = nil
  ) throws -> LinphonePhone {
    let folder = try bed.makeFolder("linphone-\(agent.id)")
    // It does not make the folders that it wants to write to.
    _ = try bed.makeFolder("linphone-\(agent.id)/.local/share/linphone")
    try Data(configuration(agent, authority).utf8).write(to: URL(filePath: folder + "/rc"))
    guard mkfifo(folder + "/commands", 0o600) == 0 else { throw TestFailure("no pipe for linphone's commands") }
    let commands = open(folder + "/commands", O_RDWR | O_CLOEXEC)
    guard commands >= 0 else { throw TestFailure("linphone's pipe cannot be opened") }
    let program = try bed.start(
      "linphone of \(agent.id)", ["sh", "-c", "exec linphonec -c rc -a < commands"], folder: folder,
      environment: ["HOME": folder])
    let phone = LinphonePhone(program: program, commands: commands, folder: folder)
    // Without sound hardware every call would fail.
    phone.tell("soundcard use files")
    if let tone {
      try ToneFile(frequency: tone, seconds: 20).write(to: URL(filePath: folder + "/said.wav"))
      phone.tell("play \(folder)/said.wav")
      phone.tell("record \(folder)/heard.wav")
    }
    return phone
  }

  private init(program: Program, commands: CInt, folder: String) {
    self.program = program
    self.commands = commands
    self.folder = folder
  }

  deinit {
    close(commands)
  }

  /// Its calls go where it registers (`reg_route`): without that it would look for its domain in the DNS.
  private static func configuration(_ agent: TestAgent, _ authority: TestAuthority) -> String {
    """
    [sip]
    sip_port=0
    sip_tcp_port=0
    sip_tls_port=-1
    use_ipv6=0
    guess_hostname=1
    verify_server_certs=1
    verify_server_cn=1
    root_ca=\(authority.certificate)
    default_proxy=0

    [auth_info_0]
    username=\(agent.phone)
    passwd=\(agent.password)
    realm=switchboard.local
    domain=switchboard.local

    [proxy_0]
    reg_proxy=<sip:\(TestNetwork.serviceAddress):\(TestAuthority.tlsPort);transport=tls>
    reg_route=<sip:\(TestNetwork.serviceAddress):\(TestAuthority.tlsPort);transport=tls;lr>
    reg_identity=sip:\(agent.phone)@switchboard.local
    reg_expires=60
    reg_sendregister=1
    publish=0

    """
  }
}

extension LinphonePhone {
  /// Calls a number of the service and waits until it is answered; calls again, as a person would, when a machine that
  /// runs other tests, too, is too busy to take the call.
  func call(_ number: String) async throws {
    for _ in 0..<4 {
      let before = program.lines.all.count
      tell("call sip:\(number)@switchboard.local")
      let answer = try await program.waitForLine(containingOneOf: [" connected", " error."], from: before)
      if answer.text.contains(" connected") { return }
      await pause(.seconds(3))
    }
    throw TestFailure("\(program.name) is turned away again and again")
  }

  /// Presses one key (RFC 4733).
  func press(_ key: Character) { tell(String(key)) }

  /// Ends its call.
  func hangUp() { tell("terminate") }

  /// What it has heard; to be asked after `quit`.
  func heard() throws -> HeardAudio { try HeardAudio(folder + "/heard.wav") }

  /// Says goodbye to the service and ends.
  func quit() async throws {
    tell("quit")
    _ = try await program.waitForExit(within: .seconds(15))
  }

  private func tell(_ words: String) {
    let octets = Array((words + "\n").utf8)
    _ = write(commands, octets, octets.count)
  }
}
