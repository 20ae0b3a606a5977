import Foundation
import Glibc
import Synchronization

/// A network of the test's own: a namespace in which `10.77.0.1` is the service's address and `10.77.0.9` a stranger's.
///
/// Both stand on a pair of virtual cables inside the namespace, because some phones refuse the loopback interface.
struct TestNetwork: Sendable {
  static let serviceAddress = "10.77.0.1"
  static let strangerAddress = "10.77.0.9"
  /// The interface that phones are told to use.
  static let interface = "v0"

  private static let numbers = Atomic<Int>(0)

  let name: String

  /// Needs to be root, also if only in a user namespace.
  static func make() async throws -> TestNetwork {
    guard geteuid() == 0 else {
      throw TestFailure("the end-to-end tests make network namespaces: run them as root, as ./test does")
    }
    let number = numbers.wrappingAdd(1, ordering: .relaxed).newValue
    if number == 1 { try await removeAbandoned() }
    let network = TestNetwork(name: "switchboard-\(getpid())-\(number)")
    try await run(["ip", "netns", "add", network.name])
    do {
      for line in [
        "link set lo up", "link add \(interface) type veth peer name v1",
        "addr add \(serviceAddress)/24 dev \(interface)",
        "addr add \(strangerAddress)/24 dev \(interface)", "link set \(interface) up", "link set v1 up",
        "route add default dev \(interface)",
      ] {
        try await run(["ip", "-n", network.name] + line.split(separator: " ").map(String.init))
      }
    } catch {
      await network.remove()
      throw error
    }
    return network
  }

  func remove() async {
    try? await Self.run(["ip", "netns", "delete", name])
  }

  /// Ends what a run of the tests has left behind that was killed itself.
  private static func removeAbandoned() async throws {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/run/netns")) ?? []
    for name in names {
      let parts = name.split(separator: "-")
      guard parts.count == 3, parts[0] == "switchboard", let owner = pid_t(parts[1]), kill(owner, 0) != 0 else {
        continue
      }
      let list = try Program("ip netns pids", ["ip", "netns", "pids", name])
      _ = try await list.waitForExit()
      for program in list.text(.output).split(separator: "\n").compactMap({ pid_t($0) }) { kill(program, SIGKILL) }
      await TestNetwork(name: name).remove()
    }
  }

  /// The words before a command that runs it here.
  var prefix: [String] { ["ip", "netns", "exec", name] }

  private static func run(_ command: [String]) async throws {
    let program = try Program(command.joined(separator: " "), command)
    // The kernel takes its time while it clears away what other networks have left.
    guard try await program.waitForExit(within: .seconds(60)) == .code(0) else {
      throw TestFailure("\(program.name) failed: \(program.text(.error))")
    }
  }
}

extension TestNetwork {
  /// Does `work` on a thread that lives in this network. Sockets made there stay in it, whoever uses them later.
  func inside<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    let name = name
    return try await withCheckedThrowingContinuation { continuation in
      Thread {
        continuation.resume(
          with: Result {
            try Self.enter(name)
            return try work()
          })
      }.start()
    }
  }

  private static func enter(_ name: String) throws {
    typealias SetNS = @convention(c) (Int32, Int32) -> Int32
    let anyNamespace: Int32 = 0
    guard let symbol = dlsym(nil, "setns") else { throw TestFailure("this system has no setns") }
    let descriptor = open("/run/netns/\(name)", O_RDONLY | O_CLOEXEC)
    defer { close(descriptor) }
    guard descriptor >= 0, unsafeBitCast(symbol, to: SetNS.self)(descriptor, anyNamespace) == 0 else {
      throw TestFailure("the namespace \(name) cannot be entered: \(String(cString: strerror(errno)))")
    }
  }
}
