use tokio::sync::{Semaphore, SemaphorePermit};

/// This machine's threads, which jobs share.
pub struct Processor {
    places: Semaphore,
    threads: usize,
}

impl Processor {
    /// At least one thread.
    pub fn new(threads: usize) -> Self {
        let threads = threads.max(1);
        Processor { places: Semaphore::new(threads), threads }
    }

    /// Waits until `threads` of them are free, or all when there are not as many.
    pub async fn take(&self, threads: usize) -> Option<SemaphorePermit<'_>> {
        let most = threads.clamp(1, self.threads);
        self.places.acquire_many(u32::try_from(most).unwrap_or(u32::MAX)).await.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn nobody_waits_for_more_threads_than_there_are() {
        let processor = Processor::new(3);
        let two = processor.take(2).await;
        assert!(two.is_some() && processor.places.available_permits() == 1);
        drop(two);
        let all = processor.take(16).await;
        assert!(all.is_some() && processor.places.available_permits() == 0);
        drop(all);
        assert!(Processor::new(0).take(2).await.is_some());
    }
}
