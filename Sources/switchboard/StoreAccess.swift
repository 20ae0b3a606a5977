import CallStore
import FlowLibrary
import Foundation
import Logging

/// Opens the record for one command and closes it afterwards; failures become a sentence and exit code 1.
func withStore<Value>(
  _ configuration: FlowLibrary.Configuration, _ work: (CallStore) async throws -> Value
) async throws -> Value {
  do {
    let store = try CallStore.open(
      configuration.data + "/switchboard.sqlite", purpose: .command, logger: ServiceLog.logger(configuration.log))
    let value = try await work(store)
    try store.close()
    return value
  } catch let error as CallStoreError {
    throw Failure.report("\(error)")
  }
}

func printJSON(_ value: some Encodable) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  print(String(decoding: try encoder.encode(value), as: UTF8.self))
}
