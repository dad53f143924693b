import Foundation

/// A program that does nothing but parse; it says itself how fast, without reading the files.
struct Limit {
    let name: String
    let program: String

    /// libxml2's SAX2, built beside this program.
    static func xml() -> Limit {
        let here = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
        return Limit(
            name: "parse only: libxml2 SAX2", program: here.appending(path: "limit-xml").path)
    }

    /// simdjson's DOM, compiled now; nil where simdjson or a C++ compiler is missing.
    static func json(for sluice: Sluice) -> Limit? {
        let folder = sluice.root.appending(path: "Tests/Benchmarks")
        let program = sluice.scratch.appending(path: "limit-json").path
        for compiler in ["c++", "g++", "clang++"] {
            let command = [
                compiler, "-O3", "-std=c++17", folder.appending(path: "limit-json.cc").path,
                "-I", folder.appending(path: "Sources/limit-xml").path, "-o", program,
                "-lsimdjson",
            ]
            if (try? run(command, log: sluice.log)) != nil {
                return Limit(name: "parse only: simdjson DOM", program: program)
            }
        }
        return nil
    }

    /// Parses all of `input` again and again for half a second; returns MB a second of CPU time.
    func rate(of input: Input, log: URL) throws -> Double {
        _ = try run([program, "0.5"] + input.files, log: log)
        let words = try String(contentsOf: log, encoding: .utf8).split(
            whereSeparator: \.isWhitespace)
        guard words.count == 2, let bytes = Double(words[0]), let seconds = Double(words[1]) else {
            throw Failure(description: "\(program) did not say how fast it was")
        }
        return bytes / 1e6 / seconds
    }
}
