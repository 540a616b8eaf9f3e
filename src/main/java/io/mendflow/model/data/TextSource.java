package io.mendflow.model.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.commons.io.ByteOrderMark;
import org.apache.commons.io.input.BOMInputStream;

/**
 * The characters of a file, as a stream: gzip and byte order marks are seen by themselves, bytes that are no characters are refused, and a record may
 * not grow without end, as it does after a quote that nothing closes.
 */
final class TextSource extends Reader {

    static final int LONGEST_RECORD = 8_000_000;

    static final String NO_LINE_BREAK = "The last line has no line break; the file may have been cut there";

    private static final int BUFFER = 1 << 16;

    private final Reader reader;
    private int sinceRecord;
    private int last = '\n';

    private TextSource(Reader reader) {
        this.reader = reader;
    }

    static TextSource open(Path file, Charset charset) {
        try {
            return new TextSource(decoded(bytes(file), charset));
        } catch (IOException e) {
            throw new TableUnreadable(reason(e));
        }
    }

    /** Says that a record begins. */
    void beginRecord() {
        sinceRecord = 0;
    }

    /** Whether what was read so far ends with a line break; so does nothing at all. */
    boolean endsWithLineBreak() {
        return last == '\n' || last == '\r';
    }

    /** What stopped the reading, in words that hold nothing of the file. */
    static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "Expected a file, but there is none; check where it should be";
        }
        if (e instanceof CharacterCodingException) {
            return "Expected the file's encoding, but came upon bytes that are no characters of it; save it as UTF-8, or name its encoding";
        }
        if (e instanceof EOFException) {
            return "Expected the end of the compressed data, but the file ends before it; copy it again";
        }
        if (e instanceof ZipException) {
            return "Expected compressed data, but the file is damaged; copy it again";
        }
        if (e instanceof RecordTooLong) {
            return "Expected a row of at most %d characters, but it goes on; look for a quote that is not closed"
                    .formatted(LONGEST_RECORD);
        }
        return "The file could not be read (%s); check its disk and its permissions"
                .formatted(e.getClass().getSimpleName());
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
        int count = reader.read(target, offset, length);
        if (count > 0) {
            sinceRecord += count;
            last = target[offset + count - 1];
            if (sinceRecord > LONGEST_RECORD) {
                throw new RecordTooLong();
            }
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    private static InputStream bytes(Path file) throws IOException {
        InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        raw.mark(2);
        boolean gzip = raw.read() == 0x1f && raw.read() == 0x8b;
        raw.reset();
        try {
            return gzip ? new GZIPInputStream(raw, BUFFER) : raw;
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    private static Reader decoded(InputStream bytes, Charset charset) throws IOException {
        BOMInputStream marked = BOMInputStream.builder()
                .setInputStream(bytes)
                .setByteOrderMarks(ByteOrderMark.UTF_8, ByteOrderMark.UTF_16LE, ByteOrderMark.UTF_16BE)
                .get();
        ByteOrderMark mark = marked.getBOM();
        Charset actual = mark == null ? charset : Charset.forName(mark.getCharsetName());
        return new InputStreamReader(
                marked,
                actual.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
    }

    private static final class RecordTooLong extends IOException {}
}
