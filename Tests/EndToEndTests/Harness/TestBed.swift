import Foundation
import Synchronization
import Testing

/// A network and a folder for one test, and every program that runs in them.
final class TestBed: Sendable {
  let network: TestNetwork
  let folder: String
  private let programs = Mutex<[Program]>([])

  private init(network: TestNetwork, folder: String) {
    self.network = network
    self.folder = folder
  }

  /// Starts a program in the network; it ends with the test at the latest.
  func start(
    _ name: String, _ command: [String], folder: String? = nil, environment: [String: String] = [:]
  ) throws -> Program {
    let program = try Program(name, network.prefix + command, folder: folder ?? self.folder, environment: environment)
    programs.withLock { $0.append(program) }
    return program
  }

  /// Makes a folder inside the test's own.
  func makeFolder(_ name: String) throws -> String {
    let path = folder + "/" + name
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }

  /// Runs `work` with a test bed, and takes everything away afterwards, whatever happened.
  static func with(alone: Bool = false, _ work: (TestBed) async throws -> Void) async throws {
    let taken = await Bench.shared.enter(alone: alone)
    let result: Result<Void, any Error>
    do {
      result = .success(try await make(work))
    } catch {
      result = .failure(error)
    }
    await Bench.shared.leave(taken)
    try result.get()
  }

  private static func make(_ work: (TestBed) async throws -> Void) async throws {
    let network = try await TestNetwork.make()
    let folder = NSTemporaryDirectory() + "/" + network.name
    let bed = TestBed(network: network, folder: folder)
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try await work(bed)
      await bed.takeDown()
    } catch {
      await bed.takeDown()
      Issue.record("what the programs said:\n\(bed.programs.withLock { $0.map(\.tail) }.joined(separator: "\n"))")
      throw error
    }
  }

  private func takeDown() async {
    for program in programs.withLock({ $0.reversed() }) { await program.stop() }
    await network.remove()
    try? FileManager.default.removeItem(atPath: folder)
  }
}
