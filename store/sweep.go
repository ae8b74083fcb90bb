package store

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"time"

	bolt "go.etcd.io/bbolt"

	"veche/conference/account"
)

const (
	sweepEvery = time.Hour
	// orphanAfter: content without a record is younger than this only while it
	// is being uploaded.
	orphanAfter = 24 * time.Hour
)

// sweep is the loop that removes what has had its time.
func (s *Store) sweep() {
	every := time.NewTicker(sweepEvery)
	defer every.Stop()
	for {
		select {
		case <-every.C:
		case <-s.closing:
			return
		}
		if err := s.sweepOnce(context.Background()); err != nil {
			s.log.Warn("store: cannot tidy up", "error", err)
		}
	}
}

func (s *Store) sweepOnce(ctx context.Context) error {
	if err := s.update(ctx, s.sweepSessions); err != nil {
		return err
	}
	if err := s.update(ctx, s.sweepFreed); err != nil {
		return err
	}
	if err := s.turnDue(ctx); err != nil {
		return err
	}
	if err := s.update(ctx, s.sweepLetters); err != nil {
		return err
	}
	if err := s.sweepConversations(ctx); err != nil {
		return err
	}
	return s.sweepContents(ctx)
}

func (s *Store) sweepSessions(t *tx) error {
	var expired []account.Session
	err := t.Bucket(bucketSessions).ForEach(func(token, raw []byte) error {
		n, err := decode[account.Session](raw)
		copy(n.Token[:], token)
		if err == nil && n.Expired(s.now()) {
			expired = append(expired, n)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("store: sessions: %w", err)
	}
	for i := range expired {
		if err := t.removeSession(&expired[i]); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) sweepFreed(t *tx) error {
	var over [][]byte
	freed := t.Bucket(bucketFreed)
	err := freed.ForEach(func(cid, v []byte) error {
		if len(v) < 8 || s.now().Sub(time.Unix(0, int64(number(v[:8])))) >= freedFor {
			over = append(over, cid)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("store: freed CIDs: %w", err)
	}
	for _, cid := range over {
		if err := t.remove(freed, cid); err != nil {
			return err
		}
	}
	return nil
}

// sweepContents removes contents whose record was never written or is gone.
func (s *Store) sweepContents(ctx context.Context) error {
	entries, err := fs.ReadDir(s.dir.FS(), filesDir)
	if err != nil {
		return fmt.Errorf("store: files: %w", err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || s.now().Sub(info.ModTime()) < orphanAfter {
			continue // gone meanwhile, or still being written
		}
		known := false
		err = s.view(ctx, func(t *bolt.Tx) error {
			known = t.Bucket(bucketFiles).Get([]byte(e.Name())) != nil
			return nil
		})
		if err != nil {
			return err
		}
		if !known {
			if err := s.removeContent(path.Join(filesDir, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}
