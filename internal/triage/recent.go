package triage

import "container/list"

// recent is a map that forgets what was not asked for longest, when it is full.
type recent[K comparable, V any] struct {
	most  int
	items map[K]*list.Element
	order *list.List // the most recent first
}

type pair[K comparable, V any] struct {
	key   K
	value V
}

func newRecent[K comparable, V any](most int) *recent[K, V] {
	return &recent[K, V]{most: max(most, 1), items: map[K]*list.Element{}, order: list.New()}
}

func (r *recent[K, V]) get(key K) (V, bool) {
	item, ok := r.items[key]
	if !ok {
		var none V
		return none, false
	}
	r.order.MoveToFront(item)
	return item.Value.(pair[K, V]).value, true
}

func (r *recent[K, V]) put(key K, value V) {
	if item, ok := r.items[key]; ok {
		item.Value = pair[K, V]{key, value}
		r.order.MoveToFront(item)
		return
	}
	if len(r.items) >= r.most {
		oldest := r.order.Back()
		r.order.Remove(oldest)
		delete(r.items, oldest.Value.(pair[K, V]).key)
	}
	r.items[key] = r.order.PushFront(pair[K, V]{key, value})
}
