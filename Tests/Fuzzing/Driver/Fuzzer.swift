package import TestMaterial

/// libFuzzer, driving one property.
package enum Fuzzer {
  /// What the driver calls back into: a C function can capture nothing.
  nonisolated(unsafe) private static var property: ParserProperty = .sipMessage

  /// Runs libFuzzer with this program's arguments and never returns.
  package static func run(_ property: ParserProperty) {
    Self.property = property
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
    withUnsafeMutablePointer(to: &arguments) { arguments in
      _ = runLibFuzzer(&count, arguments) { octets, length in
        let octets = [UInt8](UnsafeBufferPointer(start: octets, count: length))
        // What libFuzzer puts into every branch costs several times what the parser does, and a property reads several
        // times; a parser that is quadratic is found all the same.
        if let complaint = Fuzzer.property.complaintInTime(about: octets, patience: 10) { fatalError(complaint) }
        return 0
      }
    }
  }
}

/// The entry of libFuzzer for programs with a `main` of their own.
@_silgen_name("LLVMFuzzerRunDriver")
private func runLibFuzzer(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32
