package io.mendflow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.h2.store.fs.FileBase;
import org.h2.store.fs.FilePathWrapper;

/** Files of H2, named {@code held:…}, on a disk whose next write can be held in its middle. */
public class HeldDisk extends FilePathWrapper {

    private static final Object WRITING = new Object();

    private static volatile Hold hold = new Hold();

    static {
        hold.letGo();
    }

    /** Holds the next write. */
    static Hold hold() {
        hold = new Hold();
        return hold;
    }

    /** Does something while no write is under way, so that it sees the file as it would be after a kill at this moment. */
    static <T> T still(Supplier<T> look) {
        synchronized (WRITING) {
            return look.get();
        }
    }

    /** One write that is held. */
    static final class Hold {

        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch free = new CountDownLatch(1);

        void awaitWrite() {
            await(begun);
        }

        void letGo() {
            free.countDown();
        }

        private void write() {
            begun.countDown();
            await(free);
        }

        private static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public String getScheme() {
        return "held";
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return new File(super.open(mode));
    }

    private static final class File extends FileBase {

        private final FileChannel file;

        File(FileChannel file) {
            this.file = file;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            hold.write();
            synchronized (WRITING) {
                return file.write(bytes);
            }
        }

        @Override
        public int write(ByteBuffer bytes, long position) throws IOException {
            hold.write();
            synchronized (WRITING) {
                return file.write(bytes, position);
            }
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public long position() throws IOException {
            return file.position();
        }

        @Override
        public FileChannel position(long position) throws IOException {
            file.position(position);
            return this;
        }

        @Override
        public int read(ByteBuffer bytes) throws IOException {
            return file.read(bytes);
        }

        @Override
        public int read(ByteBuffer bytes, long position) throws IOException {
            return file.read(bytes, position);
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            file.truncate(size);
            return this;
        }

        @Override
        public void force(boolean metadata) throws IOException {
            file.force(metadata);
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return file.tryLock(position, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            file.close();
        }
    }
}
